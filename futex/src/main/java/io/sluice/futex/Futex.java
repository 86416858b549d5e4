package io.sluice.futex;

import com.google.errorprone.annotations.CheckReturnValue;
import io.sluice.core.LinuxException;
import io.sluice.core.linux.Errno;
import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.NativeMemory;
import io.sluice.core.linux.SystemCall;
import io.sluice.core.linux.Word;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
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
 * CHANGE     waker: what it stored; fence; reader: the word              the kernel's change of the
 *            word changed by the kernel                                  word publishes as a release
 * </pre>
 *
 * <p>Source: futex(2); U. Drepper, "Futexes Are Tricky".
 */
public final class Futex {
    /** A deadline that never comes. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    /** As many as sleep there. */
    static final int ALL = Integer.MAX_VALUE;

    /** The greatest operand of {@link #addAndWake} and its like. */
    static final int MAX_OPERAND = 2047;

    private static final int FUTEX_WAKE = 1;
    private static final int FUTEX_CMP_REQUEUE = 4;
    private static final int FUTEX_WAKE_OP = 5;
    private static final int FUTEX_LOCK_PI = 6;
    private static final int FUTEX_UNLOCK_PI = 7;
    private static final int FUTEX_TRYLOCK_PI = 8;
    private static final int FUTEX_WAIT_BITSET = 9;
    private static final int FUTEX_LOCK_PI2 = 13;
    private static final int BITSET_MATCH_ANY = -1;
    private static final int FUTEX_OP_SET = 0;
    private static final int FUTEX_OP_ADD = 1;
    private static final int FUTEX_OP_ANDN = 3;
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

    /**
     * Stores {@code value} and wakes at most {@code count} sleepers, in one system call: no death
     * falls between. One more is woken if the word held 0.
     *
     * @return how many were woken
     */
    static int setAndWake(AtomicBuffer buffer, int offset, int value, int count) {
        return changeAndWake(FUTEX_OP_SET, buffer, offset, value, count);
    }

    /** As {@link #setAndWake}, and adds {@code delta} instead. */
    static int addAndWake(AtomicBuffer buffer, int offset, int delta, int count) {
        return changeAndWake(FUTEX_OP_ADD, buffer, offset, delta, count);
    }

    /** As {@link #setAndWake}, and subtracts {@code delta} instead. */
    static int subtractAndWake(AtomicBuffer buffer, int offset, int delta, int count) {
        requireOperand(delta);
        // The kernel takes the twelve bits for a signed number.
        return callChangeAndWake(FUTEX_OP_ADD, buffer, offset, -delta & 0xfff, count);
    }

    /** As {@link #setAndWake}, and clears {@code bits} instead. */
    static int clearAndWake(AtomicBuffer buffer, int offset, int bits, int count) {
        return changeAndWake(FUTEX_OP_ANDN, buffer, offset, bits, count);
    }

    private static int changeAndWake(
            int operation, AtomicBuffer buffer, int offset, int operand, int count) {
        requireOperand(operand);
        return callChangeAndWake(operation, buffer, offset, operand, count);
    }

    private static void requireOperand(int operand) {
        if (operand < 0 || operand > MAX_OPERAND) {
            throw new IllegalArgumentException(
                    "operand=" + operand + " is not between 0 and " + MAX_OPERAND);
        }
    }

    private static int callChangeAndWake(
            int operation, AtomicBuffer buffer, int offset, int operand, int count) {
        long address = address(buffer, offset);
        VarHandle.releaseFence(); // CHANGE
        // The comparison, with 0, is for a second wake, of which the kernel cannot make none.
        long result =
                Kernel.callKeeping(
                        buffer,
                        SystemCall.FUTEX,
                        address,
                        FUTEX_WAKE_OP,
                        count,
                        1,
                        address,
                        (long) operation << 28 | (long) operand << 12);
        if (result < 0) {
            throw failed("FUTEX_WAKE_OP", offset, result);
        }
        return (int) result;
    }

    /**
     * Lets every sleeper of a word sleep on at another, if the word holds {@code expected}.
     *
     * @return how many sleepers, or -1 if it holds something else
     */
    @CheckReturnValue
    static int requeue(
            AtomicBuffer buffer, int offset, int expected, AtomicBuffer toBuffer, int toOffset) {
        try {
            long result =
                    Kernel.callKeeping(
                            buffer,
                            SystemCall.FUTEX,
                            address(buffer, offset),
                            FUTEX_CMP_REQUEUE,
                            0,
                            ALL,
                            address(toBuffer, toOffset),
                            expected & 0xffff_ffffL);
            if (result < 0 && result != -Errno.EAGAIN) {
                throw failed("FUTEX_CMP_REQUEUE", offset, result);
            }
            return result < 0 ? -1 : (int) result;
        } finally {
            Reference.reachabilityFence(toBuffer);
        }
    }

    /** The deadline that comes in {@code timeoutNs}, or never if the clock cannot hold it. */
    static long deadlineIn(long timeoutNs) {
        long nowNs = System.nanoTime();
        return timeoutNs < NO_DEADLINE - nowNs ? nowNs + timeoutNs : NO_DEADLINE;
    }

    /** The word, checked as {@link #address} does. */
    static Word word(AtomicBuffer buffer, int offset) {
        long unused = address(buffer, offset);
        return Word.of(buffer, offset, Integer.BYTES);
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

    /**
     * Locks a word that holds its owner's thread id, which inherits this thread's priority until it
     * unlocks it.
     *
     * @return 0, or an errno: {@link Errno#ETIMEDOUT}, {@link Errno#EDEADLK} if this thread owns
     *     it, {@link Errno#ESRCH} if its owner does not exist, {@link Errno#EAGAIN} to try again
     */
    @CheckReturnValue
    static int lockPi(AtomicBuffer buffer, int offset, long deadlineNs) {
        if (deadlineNs == NO_DEADLINE) {
            return pi(FUTEX_LOCK_PI, buffer, offset, 0);
        }
        // Before 5.14 its deadline is on the wall clock.
        boolean monotonic = FutexVector.SUPPORTED;
        long wallNs = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        long timeout = timespec(monotonic ? deadlineNs : wallNs + deadlineNs - System.nanoTime());
        return pi(monotonic ? FUTEX_LOCK_PI2 : FUTEX_LOCK_PI, buffer, offset, timeout);
    }

    /** As {@link #lockPi}, without waiting: {@link Errno#EAGAIN} if another thread owns it. */
    @CheckReturnValue
    static int tryLockPi(AtomicBuffer buffer, int offset) {
        return pi(FUTEX_TRYLOCK_PI, buffer, offset, 0);
    }

    private static int pi(int operation, AtomicBuffer buffer, int offset, long timeout) {
        long result =
                Kernel.callKeeping(
                        buffer, SystemCall.FUTEX, address(buffer, offset), operation, 0, timeout);
        return switch ((int) -result) {
            case 0, Errno.ETIMEDOUT, Errno.EDEADLK, Errno.ESRCH, Errno.EAGAIN -> (int) -result;
            case Errno.EINTR -> Errno.EAGAIN;
            default -> throw failed("operation " + operation, offset, result);
        };
    }

    /** Unlocks a word that {@link #lockPi} locked, or hands it to who waits first. */
    static void unlockPi(AtomicBuffer buffer, int offset) {
        VarHandle.releaseFence(); // CHANGE
        long result =
                Kernel.callKeeping(
                        buffer, SystemCall.FUTEX, address(buffer, offset), FUTEX_UNLOCK_PI, 0, 0);
        if (result < 0) {
            throw failed("FUTEX_UNLOCK_PI", offset, result);
        }
    }

    private static LinuxException failed(String operation, int offset, long result) {
        return new LinuxException(
                "futex(" + operation + ", offset=" + offset + ")", (int) -result, "");
    }
}
