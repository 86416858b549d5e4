package io.sluice.futex;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.agrona.concurrent.AtomicBuffer;

/**
 * A lock that comes from zeroed memory and nothing else, for what must name its class; whoever
 * comes first makes it.
 */
abstract class AttachedLock implements Lock {
    private static final int MADE_OFFSET = 64;
    private static final int BEGUN = 1;
    private static final int MADE = 2;

    private final Lock lock;

    private AttachedLock(Lock lock) {
        this.lock = lock;
    }

    static final class OfRobustMutex extends AttachedLock {
        OfRobustMutex(AtomicBuffer buffer, int offset) {
            super(robustMutex(buffer, offset));
        }

        private static Lock robustMutex(AtomicBuffer buffer, int offset) {
            makeOnce(buffer, offset, () -> RobustMutex.initialize(buffer, offset));
            return new RobustMutex(buffer, offset, AttachedLock::failForADeath);
        }
    }

    static final class OfPiMutex extends AttachedLock {
        OfPiMutex(AtomicBuffer buffer, int offset) {
            super(piMutex(buffer, offset));
        }

        private static Lock piMutex(AtomicBuffer buffer, int offset) {
            makeOnce(buffer, offset, () -> PiMutex.initialize(buffer, offset));
            return new PiMutex(buffer, offset, AttachedLock::failForADeath);
        }
    }

    static final class OfWriters extends AttachedLock {
        OfWriters(AtomicBuffer buffer, int offset) {
            super(new ReadWriteMutex(buffer, offset).writeLock());
        }
    }

    private static void makeOnce(AtomicBuffer buffer, int offset, Runnable initializer) {
        if (buffer.compareAndSetInt(offset + MADE_OFFSET, 0, BEGUN)) {
            initializer.run();
            buffer.putIntVolatile(offset + MADE_OFFSET, MADE);
        }
        while (buffer.getIntVolatile(offset + MADE_OFFSET) != MADE) {
            Thread.onSpinWait();
        }
    }

    private static void failForADeath() {
        throw new AssertionError("a holder died");
    }

    @Override
    public void lock() {
        lock.lock();
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        lock.lockInterruptibly();
    }

    @Override
    public boolean tryLock() {
        return lock.tryLock();
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return lock.tryLock(time, unit);
    }

    @Override
    public void unlock() {
        lock.unlock();
    }

    @Override
    public Condition newCondition() {
        return lock.newCondition();
    }
}
