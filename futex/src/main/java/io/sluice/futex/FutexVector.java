package io.sluice.futex;

import com.google.errorprone.annotations.CheckReturnValue;
import io.sluice.core.LinuxException;
import io.sluice.core.linux.Errno;
import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.NativeMemory;
import io.sluice.core.linux.SystemCall;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Several words of shared memory to sleep on at once, until one of them is woken or the thread is
 * interrupted.
 *
 * <p>One thread at a time may call; a virtual thread pins its carrier while it sleeps. Words lie as
 * {@link Futex} wants them. A sleep allocates nothing, but the first one of a thread. It takes the
 * place of any {@link java.nio.channels.spi.AbstractInterruptibleChannel} operation that its caller
 * is inside of.
 *
 * <p>Kernels before 5.16 cannot do this, nor can a sandbox that forbids the call: then {@link
 * #await} sleeps on the first word alone, in slices, and returns after each for its caller to look.
 * {@code -Dsluice.futex.waitv=false} makes every kernel such a one.
 *
 * <p>Source: the kernel's {@code Documentation/userspace-api/futex2.rst}, {@code struct
 * futex_waitv}.
 */
public final class FutexVector {
    /** The most words, as the kernel has it, less one for the interrupt. */
    public static final int MAX_WORDS = 127;

    /** How long a sleep lasts where the kernel cannot sleep on several words. */
    private static final long ONE_WORD_SLICE_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final long MANY_WORDS_SLICE_NS = TimeUnit.MILLISECONDS.toNanos(1);

    /**
     * The longest sleep where it can. JDKs before 22 can lose the hook of an interrupt that comes
     * in the very moment in which the sleep begins (JDK-8323782), though not the interrupt itself.
     */
    private static final long LONGEST_SLEEP_NS = TimeUnit.MILLISECONDS.toNanos(100);

    static final boolean SUPPORTED =
            Boolean.parseBoolean(System.getProperty("sluice.futex.waitv", "true"))
                    && Kernel.call(SystemCall.FUTEX_WAITV, 0, 0, 0) == -Errno.EINVAL;

    private static final int ENTRY_LENGTH = 24;
    private static final int ENTRY_EXPECTED = 0;
    private static final int ENTRY_ADDRESS = 8;
    private static final int ENTRY_FLAGS = 16;
    private static final int FUTEX2_SIZE_U32 = 2;
    private static final int CLOCK_MONOTONIC = 1;

    private static final ThreadLocal<FutexVector> ONE_WORD =
            ThreadLocal.withInitial(() -> new FutexVector(1));

    private final AtomicBuffer[] buffers; // keep the words mapped
    private final int[] offsets;
    private final int[] expected;
    private final UnsafeBuffer entries; // and after them a deadline
    private int count; // by clear, add

    /**
     * An empty vector.
     *
     * @param capacity words it can hold, up to {@value #MAX_WORDS}
     */
    public FutexVector(int capacity) {
        if (capacity < 1 || capacity > MAX_WORDS) {
            throw new IllegalArgumentException(
                    "capacity=" + capacity + " is not between 1 and " + MAX_WORDS);
        }
        buffers = new AtomicBuffer[capacity];
        offsets = new int[capacity];
        expected = new int[capacity];
        entries = NativeMemory.allocate((capacity + 1) * ENTRY_LENGTH + 2 * Long.BYTES);
    }

    /** Forgets every word. */
    public void clear() {
        count = 0;
    }

    /** Adds a word on which to sleep while it holds {@code expectedValue}. */
    public void add(AtomicBuffer buffer, int offset, int expectedValue) {
        if (count == buffers.length) {
            throw new IllegalStateException("the vector has its " + count + " words already");
        }
        setEntry(count, Futex.address(buffer, offset), expectedValue);
        buffers[count] = buffer;
        offsets[count] = offset;
        expected[count] = expectedValue;
        count++;
    }

    /**
     * Sleeps while every word holds what is expected of it, until one is woken, the deadline comes
     * or the thread is interrupted.
     *
     * @param deadlineNs on {@link System#nanoTime}'s clock, or {@link Futex#NO_DEADLINE}
     * @return {@code false} if the deadline came; {@code true} if a word held something else or
     *     somebody woke this thread, perhaps for another reason: look again
     * @throws IllegalStateException if there is no word
     * @throws InterruptedException if the thread is interrupted, now or before; at once, but for a
     *     race in JDKs before 22 that makes it 100 ms; within 10 ms where the kernel has no such
     *     call
     */
    @CheckReturnValue
    public boolean await(long deadlineNs) throws InterruptedException {
        if (count == 0) {
            throw new IllegalStateException("the vector has no word");
        }
        return SUPPORTED ? awaitAll(deadlineNs) : awaitFirst(deadlineNs);
    }

    /** As {@link #await(long)}, on one word, by any thread; allocates in its first sleep only. */
    @CheckReturnValue
    static boolean await(AtomicBuffer buffer, int offset, int expected, long deadlineNs)
            throws InterruptedException {
        FutexVector vector = ONE_WORD.get();
        vector.add(buffer, offset, expected);
        try {
            return vector.await(deadlineNs);
        } finally {
            vector.clear();
            vector.buffers[0] = null;
        }
    }

    private boolean awaitAll(long deadlineNs) throws InterruptedException {
        Interruption interruption = Interruption.ofCurrentThread();
        long untilNs = Math.min(deadlineNs, System.nanoTime() + LONGEST_SLEEP_NS);
        long result;
        setEntry(count, interruption.word().addressOffset(), 0);
        try {
            interruption.enter();
            result =
                    Kernel.callKeeping(
                            this,
                            SystemCall.FUTEX_WAITV,
                            entries.addressOffset(),
                            count + 1,
                            0,
                            timespec(untilNs),
                            CLOCK_MONOTONIC,
                            0);
        } finally {
            interruption.leave();
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        // EAGAIN: a word had changed. EINTR: a signal of the JVM's own; the caller looks again.
        if (result >= 0 || result == -Errno.EAGAIN || result == -Errno.EINTR) {
            return true;
        }
        if (result == -Errno.ETIMEDOUT) {
            return untilNs < deadlineNs;
        }
        throw new LinuxException(
                SystemCall.FUTEX_WAITV + "(" + count + " words)", (int) -result, "");
    }

    private boolean awaitFirst(long deadlineNs) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        long sliceNs = count == 1 ? ONE_WORD_SLICE_NS : MANY_WORDS_SLICE_NS;
        long untilNs = Math.min(deadlineNs, System.nanoTime() + sliceNs);
        return Futex.await(buffers[0], offsets[0], expected[0], untilNs) || untilNs < deadlineNs;
    }

    private void setEntry(int index, long address, int expectedValue) {
        int entry = index * ENTRY_LENGTH;
        entries.putLong(entry + ENTRY_EXPECTED, expectedValue & 0xffff_ffffL);
        entries.putLong(entry + ENTRY_ADDRESS, address);
        entries.putLong(entry + ENTRY_FLAGS, FUTEX2_SIZE_U32);
    }

    private long timespec(long deadlineNs) {
        int offset = entries.capacity() - 2 * Long.BYTES;
        Futex.putTimespec(entries, offset, deadlineNs);
        return entries.addressOffset() + offset;
    }
}
