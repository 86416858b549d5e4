package io.sluice.futex;

import com.google.errorprone.annotations.CheckReturnValue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** A lock in whose {@link Lock} methods a repair follows the death of the holder before. */
abstract class RepairingLock implements Lock {
    private final Runnable repair;

    RepairingLock(Runnable repair) {
        if (repair == null) {
            throw new IllegalArgumentException("repair=null: what makes the data whole again?");
        }
        this.repair = repair;
    }

    /**
     * Waits for the lock, and leaves it to the caller to repair what a dead holder left. An
     * interrupt does not end the wait, and the thread stays interrupted.
     *
     * @return {@link Acquisition#ACQUIRED}, {@link Acquisition#OWNER_DIED} or {@link
     *     Acquisition#NOT_RECOVERABLE}
     * @throws IllegalStateException if this thread holds it, holds 2,048 of its kind, or is virtual
     */
    @CheckReturnValue
    public abstract Acquisition acquire();

    /**
     * As {@link #acquire()}, for some time, or until an interrupt.
     *
     * @return also {@link Acquisition#TIMED_OUT}
     * @throws InterruptedException as {@link FutexVector#await(long)}
     */
    @CheckReturnValue
    public abstract Acquisition acquire(long time, TimeUnit unit) throws InterruptedException;

    /** As {@link #acquire(long, TimeUnit)}, until a deadline. */
    abstract Acquisition acquireUntil(long deadlineNs) throws InterruptedException;

    /** As {@link #acquire()}, without waiting. */
    abstract Acquisition tryAcquire();

    /**
     * Says that what a dead holder left has been repaired; by the thread to which {@link
     * #acquire()} returned {@link Acquisition#OWNER_DIED}, before it unlocks.
     *
     * @throws IllegalMonitorStateException if this thread does not hold it
     * @throws IllegalStateException if no holder died before this one, or it was said already
     */
    public abstract void makeConsistent();

    abstract NotRecoverableException notRecoverable();

    /**
     * Waits for the lock. An interrupt does not end the wait, and the thread stays interrupted. If
     * the holder before died, runs the repair.
     *
     * @throws NotRecoverableException if nobody will hold it again
     * @throws IllegalStateException if this thread holds it, holds 2,048 of its kind, or is virtual
     * @throws RuntimeException as the repair does; the lock is not recoverable then
     */
    @Override
    public final void lock() {
        boolean unused = repairIfOwnerDied(acquire());
    }

    /**
     * As {@link #lock}, until an interrupt.
     *
     * @throws InterruptedException as {@link FutexVector#await(long)}
     */
    @Override
    public final void lockInterruptibly() throws InterruptedException {
        boolean unused = repairIfOwnerDied(acquireUntil(Futex.NO_DEADLINE));
    }

    /**
     * Takes the lock if it is free, or if its holder died, as {@link #lock} does.
     *
     * @return {@code false} if anybody holds it, this thread too
     */
    @Override
    public final boolean tryLock() {
        return repairIfOwnerDied(tryAcquire());
    }

    /**
     * As {@link #lock}, for some time, or until an interrupt.
     *
     * @return {@code false} if the time has passed
     * @throws InterruptedException as {@link FutexVector#await(long)}
     */
    @Override
    public final boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return repairIfOwnerDied(acquire(time, unit));
    }

    /** Returns whether it is held. */
    final boolean repairIfOwnerDied(Acquisition acquisition) {
        if (acquisition == Acquisition.NOT_RECOVERABLE) {
            throw notRecoverable();
        }
        if (acquisition == Acquisition.OWNER_DIED) {
            repair();
        }
        return acquisition != Acquisition.TIMED_OUT;
    }

    private void repair() {
        boolean repaired = false;
        try {
            repair.run();
            makeConsistent();
            repaired = true;
        } finally {
            if (!repaired) {
                unlock();
            }
        }
    }

    /**
     * Refused.
     *
     * @throws UnsupportedOperationException always: a condition needs a word of its own
     */
    @Override
    public final Condition newCondition() {
        throw new UnsupportedOperationException(
                "a condition needs a word of its own: new CondVar(buffer, offset, mutex)");
    }
}
