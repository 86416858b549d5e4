package io.sluice.futex;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.agrona.concurrent.AtomicBuffer;

/** A semaphore with one permit, which whoever comes first gives it. */
final class SemaphoreLock implements Lock {
    private static final int MADE = 64;

    private final Semaphore semaphore;

    SemaphoreLock(AtomicBuffer buffer, int offset) {
        semaphore = new Semaphore(buffer, offset);
        if (buffer.compareAndSetInt(offset + MADE, 0, 1)) {
            semaphore.release();
        }
    }

    @Override
    public void lock() {
        semaphore.acquireUninterruptibly();
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        semaphore.acquire();
    }

    @Override
    public boolean tryLock() {
        return semaphore.tryAcquire();
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return semaphore.tryAcquire(time, unit);
    }

    @Override
    public void unlock() {
        semaphore.release();
    }

    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException();
    }
}
