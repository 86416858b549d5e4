package io.sluice.futex;

import org.agrona.concurrent.AtomicBuffer;

/** The kernel gives it up for the dead. */
@SuppressWarnings("LockNotBeforeTry")
final class OwnedRobustMutex extends Owned {
    private final RobustMutex mutex;

    OwnedRobustMutex(AtomicBuffer memory) {
        super(memory);
        if (memory.getIntVolatile(PthreadMutexLayout.KIND) == 0) {
            reset();
        }
        mutex = new RobustMutex(memory, 0, () -> {});
    }

    @Override
    void reset() {
        RobustMutex.initialize(memory, 0);
    }

    @Override
    void own() {
        mutex.lock();
    }

    @Override
    void giveUp() {
        mutex.unlock();
    }

    @Override
    void await(boolean interruptibly) throws InterruptedException {
        if (interruptibly) {
            mutex.lockInterruptibly();
        } else {
            mutex.lock();
        }
        mutex.unlock();
    }

    @Override
    boolean tryOwn() {
        return mutex.tryLock();
    }

    @Override
    boolean isOwned() {
        return false;
    }
}
