package io.sluice.futex;

import io.sluice.core.linux.Errno;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AtomicBuffer;

/**
 * A {@link RobustMutex} whose holder inherits the priority of who waits for it, so that a thread of
 * middling priority cannot keep both from running.
 *
 * <p>What is said there holds here, but for this: its {@value #LENGTH} bytes are those of a {@code
 * pthread_mutex_t} that is process-shared, robust and PTHREAD_PRIO_INHERIT; the kernel hands it to
 * who waits first, by priority; it has no {@link CondVar}; and the kernel cannot wait for it and
 * for an interrupt at once, so that the interruptible and timed methods wait in slices of 3 ms, at
 * whose end they stand in line anew. The kernel sees a deadlock of several, and who would complete
 * it gets an IllegalStateException. Contended, each unlock goes through the kernel and to one who
 * sleeps: where no priorities are at stake the other is the quicker by far.
 *
 * <pre>
 * word           means                     next                             by
 * 0              free                      tid                              who locks
 * tid            locked                    0                                holder
 *                                          WAITERS | tid                    kernel, for a waiter
 *                                          OWNER_DIED                       kernel: holder died
 * WAITERS | tid  locked, somebody sleeps   tid of who waits first, with     kernel, for the holder
 *                                          WAITERS as long as others do
 *                                          the same with OWNER_DIED         kernel: holder died
 * OWNER_DIED     free, its holder died     OWNER_DIED | tid                 kernel, for who locks
 * with a tid     locked, after a death     without OWNER_DIED               who locked
 *
 * edge   from                          to                            so that
 * LOCK   holder: what it did; word     next: word to its tid, by     it sees what was done
 *        given up, or its death        itself or by the kernel
 * </pre>
 *
 * <p>Source: futex(2), FUTEX_LOCK_PI; the kernel's {@code Documentation/locking/pi-futex.rst}.
 */
public final class PiMutex extends OwnedMutex {
    /** Bytes it takes, at a multiple of 8. C's {@code pthread_mutex_t} takes 48 on aarch64. */
    public static final int LENGTH = PthreadMutexLayout.LENGTH;

    private static final long PRIORITY_BIT = 1;
    private static final long SLICE_NS = TimeUnit.MILLISECONDS.toNanos(3);

    /** The mutex at {@code offset}, as {@link RobustMutex#RobustMutex} has it. */
    public PiMutex(AtomicBuffer buffer, int offset, Runnable repair) {
        super(buffer, offset, PthreadMutexLayout.PRIORITY, PRIORITY_BIT, repair);
    }

    /** Makes a free one of the bytes at {@code offset}, whatever they are. */
    public static void initialize(AtomicBuffer buffer, int offset) {
        PthreadMutexLayout.initialize(buffer, offset, PthreadMutexLayout.PRIORITY);
    }

    @Override
    int tryTake(RobustList list) {
        if (exchange(0, list.tid)) { // LOCK
            return TAKEN;
        }
        if ((word() & PthreadMutexLayout.TID_MASK) != 0
                || Futex.tryLockPi(buffer, offset) != 0) { // LOCK
            return BUSY;
        }
        return takenByKernel();
    }

    @Override
    int takeContended(RobustList list, boolean hasSlept) {
        int taken = BUSY;
        while (taken == BUSY && !isLost()) {
            taken = takeByKernel(list, Futex.NO_DEADLINE);
        }
        return taken;
    }

    @Override
    int takeContendedUntil(RobustList list, long deadlineNs) throws InterruptedException {
        int taken = BUSY;
        long nowNs = System.nanoTime();
        while (taken == BUSY && !isLost() && nowNs < deadlineNs) {
            taken = takeByKernel(list, Math.min(deadlineNs, nowNs + SLICE_NS));
            if (taken == BUSY) {
                throwIfInterrupted();
            }
            nowNs = System.nanoTime();
        }
        return taken;
    }

    private int takeByKernel(RobustList list, long deadlineNs) {
        int errno = Futex.lockPi(buffer, offset, deadlineNs); // LOCK
        return switch (errno) {
            case 0 -> takenByKernel();
            case Errno.EDEADLK -> throw wouldWaitForItself(list);
            case Errno.ESRCH ->
                    throw new IllegalStateException(
                            "there is no thread with the id of the holder: " + this);
            default -> BUSY; // ETIMEDOUT, EAGAIN
        };
    }

    private IllegalStateException wouldWaitForItself(RobustList list) {
        return holderTid() == list.tid
                ? heldAlready(list)
                : new IllegalStateException(
                        "a deadlock: its holder waits for what this thread holds: " + this);
    }

    private int takenByKernel() {
        int found = word();
        while (diedIn(found)) {
            int next = found & ~PthreadMutexLayout.OWNER_DIED;
            // The kernel may set WAITERS meanwhile.
            if (exchange(found, next)) { // LOCK
                return TAKEN_FROM_DEAD;
            }
            found = word();
        }
        return TAKEN;
    }

    @Override
    void release(RobustList list, boolean wakesAll) {
        if (!exchange(list.tid, 0)) { // LOCK
            Futex.unlockPi(buffer, offset); // LOCK
        }
    }
}
