package io.sluice.futex;

import org.agrona.concurrent.AtomicBuffer;

/** The kernel gives it up for the dead. */
final class OwnedRobustMutex extends Owned.ByLock {
    OwnedRobustMutex(AtomicBuffer memory) {
        super(memory, attach(memory));
    }

    private static RobustMutex attach(AtomicBuffer memory) {
        if (memory.getIntVolatile(PthreadMutexLayout.KIND) == 0) {
            RobustMutex.initialize(memory, 0);
        }
        return new RobustMutex(memory, 0, () -> {});
    }

    @Override
    void reset() {
        RobustMutex.initialize(memory, 0);
    }

    @Override
    boolean isOwned() {
        return false;
    }
}
