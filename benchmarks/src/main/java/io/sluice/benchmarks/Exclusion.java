package io.sluice.benchmarks;

import io.sluice.futex.Semaphore;
import java.io.IOException;
import java.util.concurrent.locks.Lock;

/** Whatever lets one in at a time. */
interface Exclusion {
    void lock() throws IOException;

    void unlock() throws IOException;

    static Exclusion of(Lock lock) {
        return new Exclusion() {
            @Override
            public void lock() {
                lock.lock();
            }

            @Override
            public void unlock() {
                lock.unlock();
            }
        };
    }

    static Exclusion of(Semaphore semaphore) {
        return new Exclusion() {
            @Override
            public void lock() {
                semaphore.acquireUninterruptibly();
            }

            @Override
            public void unlock() {
                semaphore.release();
            }
        };
    }

    static Exclusion of(java.util.concurrent.Semaphore semaphore) {
        return new Exclusion() {
            @Override
            public void lock() {
                semaphore.acquireUninterruptibly();
            }

            @Override
            public void unlock() {
                semaphore.release();
            }
        };
    }
}
