package io.sluice.futex;

import org.agrona.concurrent.UnsafeBuffer;

class RobustMutexCrashSweepTest extends OwnedMutexCrashSweep {
    @Override
    void initialize(UnsafeBuffer buffer, int offset) {
        RobustMutex.initialize(buffer, offset);
    }

    @Override
    OwnedMutex mutex(UnsafeBuffer buffer, int offset, Runnable repair) {
        return new RobustMutex(buffer, offset, repair);
    }
}
