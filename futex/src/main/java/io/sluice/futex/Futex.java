package io.sluice.futex;

import com.google.errorprone.annotations.CheckReturnValue;
import io.sluice.core.LinuxException;
import io.sluice.core.linux.Errno;
import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.NativeMemory;
import io.sluice.core.linux.SystemCall;
import java.util.concurrent.TimeUnit;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Sleeping on a 4-byte word of shared memory, and waking who sleeps there.
 *
 * <p>Threads of every process that maps the word may call. The word lies outside the Java heap at a
 * multiple of 4. The kernel compares and falls asleep in one step: a wake between a caller's look
 * at the word and its sleep is not lost if the waker changed the word first.
 *
 * <pre>
 * edge       from                          to                            so that
 * SLEEP      waker: word changed, wake     sleeper: word still expected  either the sleeper sees the
 *            (the kernel's bucket lock)    (same lock), asleep           change or the waker sees it
 * </pre>
 *
 * <p>Source: futex(2); U. Drepper, "Futexes Are Tricky".
 */
public final class Futex {
    /** A deadline that never comes. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    private static final int FUTEX_WAKE = 1;
    private static final int FUTEX_WAIT_BITSET = 9;
    private static final int BITSET_MATCH_ANY = -1;
    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    // Per thread, because a sleeper's deadline must stay where the kernel reads it.
    private static final ThreadLocal<UnsafeBuffer> TIMESPEC =
            ThreadLocal.withInitial(() -> NativeMemory.allocate(2 * Long.BYTES));

    private Futex() {}

    /**
     * Sleeps while the word holds {@code expected}, until woken or the deadline comes; an interrupt
     * does not end it, see {@link FutexVector} for that.
     *
     * @param deadlineNs on {@link System#nanoTime}'s clock, or {@link #NO_DEADLINE}
     * @return {@code false} if the deadline came; {@code true} if the word held something else or
     *     somebody woke this thread, perhaps for another reason: look again
     */
    @CheckReturnValue
    public static boolean await(AtomicBuffer buffer, int offset, int expected, long deadlineNs) {
        long address = address(buffer, offset);
        long timeout = deadlineNs == NO_DEADLINE ? 0 : timespec(deadlineNs);
        long result =
                Kernel.callKeeping(
                        buffer,
                        SystemCall.FUTEX,
                        address,
                        FUTEX_WAIT_BITSET,
                        expected & 0xffff_ffffL,
                        timeout,
                        0,
                        BITSET_MATCH_ANY & 0xffff_ffffL);
        // EAGAIN: the word had changed. EINTR: a signal of the JVM's own; the caller looks again.
        if (result >= 0 || result == -Errno.EAGAIN || result == -Errno.EINTR) {
            return true;
        }
        if (result == -Errno.ETIMEDOUT) {
            return false;
        }
        throw failed("FUTEX_WAIT_BITSET", offset, result);
    }

    /**
     * Wakes at most {@code count} sleepers. Change the word first.
     *
     * @return how many were woken
     */
    public static int wake(AtomicBuffer buffer, int offset, int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count=" + count + " is less than 1");
        }
        long result =
                Kernel.callKeeping(
                        buffer, SystemCall.FUTEX, address(buffer, offset), FUTEX_WAKE, count, 0);
        if (result < 0) {
            throw failed("FUTEX_WAKE", offset, result);
        }
        return (int) result;
    }

    static long address(AtomicBuffer buffer, int offset) {
        if (buffer.byteArray() != null) {
            throw new IllegalArgumentException("the buffer lies in the Java heap");
        }
        buffer.boundsCheck(offset, Integer.BYTES);
        long address = buffer.addressOffset() + offset;
        if (address % Integer.BYTES != 0) {
            throw new IllegalArgumentException(
                    "offset=" + offset + " does not lead to a multiple of " + Integer.BYTES);
        }
        return address;
    }

    private static long timespec(long deadlineNs) {
        UnsafeBuffer timespec = TIMESPEC.get();
        putTimespec(timespec, 0, deadlineNs);
        return timespec.addressOffset();
    }

    static void putTimespec(MutableDirectBuffer buffer, int offset, long deadlineNs) {
        // A moment before the clock's start has passed as surely as its start has.
        long positive = Math.max(deadlineNs, 0);
        buffer.putLong(offset, positive / NANOS_PER_SECOND);
        buffer.putLong(offset + Long.BYTES, positive % NANOS_PER_SECOND);
    }

    private static LinuxException failed(String operation, int offset, long result) {
        return new LinuxException(
                "futex(" + operation + ", offset=" + offset + ")", (int) -result, "");
    }
}
