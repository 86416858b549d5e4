package io.sluice.futex;

import java.util.Locale;
import java.util.concurrent.locks.Lock;
import org.agrona.concurrent.AtomicBuffer;

/**
 * What others sleep for until its owner gives it up, at 0 of shared memory and beyond; the owner
 * may be a process that is killed.
 */
abstract class Owned {
    private static final int CONDITION = 128;
    static final int AWAITED = 256;
    private static final int LENGTH = 512;

    final AtomicBuffer memory;

    Owned(AtomicBuffer memory) {
        this.memory = memory;
    }

    static Owned of(String kind, AtomicBuffer memory) {
        return switch (kind.toLowerCase(Locale.ROOT)) {
            case "mutex" -> new ByMutex(memory);
            case "semaphore" -> new BySemaphore(memory);
            case "signal" -> new ByCondition(memory, false);
            case "signalall" -> new ByCondition(memory, true);
            case "vector" -> new ByVector(memory);
            case "robust" -> new OwnedRobustMutex(memory);
            case "write" -> new OwnedWriteLock(memory);
            case "latch" -> new OwnedLatch(memory);
            case "event" -> new OwnedEvent(memory);
            default -> throw new IllegalArgumentException("kind=" + kind);
        };
    }

    /** Forgets what was done to it; nobody else uses it. */
    void reset() {
        memory.setMemory(0, LENGTH, (byte) 0);
    }

    /** Becomes the owner, at once. */
    abstract void own();

    /** Gives up what it owns, and so wakes one, or all. */
    abstract void giveUp();

    /** Sleeps until it is given up, and passes it on if it must be. */
    abstract void await(boolean interruptibly) throws InterruptedException;

    /** As a third, takes it if it is there. */
    abstract boolean tryOwn();

    /** As a third, gives up what it took. */
    void giveBack() {
        giveUp();
    }

    /** Whether it has an owner, or one who died. */
    abstract boolean isOwned();

    /** Who sleeps, wherever. */
    int sleepers() {
        return FutexTest.sleepers(memory, 0);
    }

    /** Does for the dead owner what it did not; nobody else is the owner. */
    void giveUpForTheDead() {
        giveUp();
    }

    /** The owner holds a lock. */
    @SuppressWarnings("LockNotBeforeTry")
    abstract static class ByLock extends Owned {
        private final Lock lock;

        ByLock(AtomicBuffer memory, Lock lock) {
            super(memory);
            this.lock = lock;
        }

        @Override
        void own() {
            lock.lock();
        }

        @Override
        void giveUp() {
            lock.unlock();
        }

        @Override
        void await(boolean interruptibly) throws InterruptedException {
            if (interruptibly) {
                lock.lockInterruptibly();
            } else {
                lock.lock();
            }
            lock.unlock();
        }

        @Override
        boolean tryOwn() {
            return lock.tryLock();
        }
    }

    private static final class ByMutex extends ByLock {
        ByMutex(AtomicBuffer memory) {
            super(memory, new Mutex(memory, 0));
        }

        @Override
        boolean isOwned() {
            return memory.getIntVolatile(0) != Mutex.FREE;
        }
    }

    private static final class BySemaphore extends Owned {
        private final Semaphore semaphore = new Semaphore(memory, 0);

        BySemaphore(AtomicBuffer memory) {
            super(memory);
        }

        @Override
        void own() {} // its one permit has not been released yet

        @Override
        void giveUp() {
            semaphore.release();
        }

        @Override
        void await(boolean interruptibly) throws InterruptedException {
            if (interruptibly) {
                semaphore.acquire();
            } else {
                semaphore.acquireUninterruptibly();
            }
            semaphore.release();
        }

        @Override
        boolean tryOwn() {
            return semaphore.tryAcquire();
        }

        @Override
        boolean isOwned() {
            return semaphore.availablePermits() == 0;
        }
    }

    /** The owner is who will change what is waited for, holding the mutex. */
    @SuppressWarnings("LockNotBeforeTry")
    private static final class ByCondition extends Owned {
        private final Mutex mutex = new Mutex(memory, 0);
        private final CondVar condition = new CondVar(memory, CONDITION, mutex);
        private final boolean all;

        ByCondition(AtomicBuffer memory, boolean all) {
            super(memory);
            this.all = all;
        }

        @Override
        void own() {} // only who holds the mutex is kept from waiting

        @Override
        void giveUp() {
            mutex.lock();
            memory.putIntVolatile(AWAITED, 1);
            signal();
            mutex.unlock();
        }

        @Override
        void giveBack() {
            mutex.unlock();
        }

        private void signal() {
            if (all) {
                condition.signalAll();
            } else {
                condition.signal();
            }
        }

        /** If it has signalled, no signal is needed any more. */
        @Override
        void giveUpForTheDead() {
            if (memory.getIntVolatile(0) == Mutex.FREE) {
                mutex.lock();
            }
            memory.putIntVolatile(AWAITED, 1);
            if (memory.getIntVolatile(CONDITION) == 1) {
                signal();
            }
            mutex.unlock();
        }

        @Override
        void await(boolean interruptibly) throws InterruptedException {
            mutex.lock();
            while (memory.getIntVolatile(AWAITED) == 0) {
                if (interruptibly) {
                    condition.await();
                } else {
                    condition.awaitUninterruptibly();
                }
            }
            mutex.unlock();
        }

        @Override
        boolean tryOwn() {
            return mutex.tryLock();
        }

        @Override
        boolean isOwned() {
            return memory.getIntVolatile(0) != Mutex.FREE || memory.getIntVolatile(AWAITED) == 0;
        }

        @Override
        int sleepers() {
            return super.sleepers() + FutexTest.sleepers(memory, CONDITION);
        }
    }

    /** A store and then a wake, between which it can be killed. */
    private static final class ByVector extends Owned {
        ByVector(AtomicBuffer memory) {
            super(memory);
        }

        @Override
        void own() {}

        @Override
        void giveUp() {
            memory.putIntVolatile(0, 1);
            Futex.wake(memory, 0, 1);
        }

        /** Only {@link FutexVector} returns from time to time; who is through wakes the next. */
        @Override
        void await(boolean interruptibly) throws InterruptedException {
            while (isOwned()) {
                boolean unused = FutexVector.await(memory, 0, 0, Futex.NO_DEADLINE);
            }
            Futex.wake(memory, 0, 1);
        }

        @Override
        boolean tryOwn() {
            return false;
        }

        @Override
        boolean isOwned() {
            return memory.getIntVolatile(0) == 0;
        }
    }
}
