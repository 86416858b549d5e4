package io.sluice.futex;

import org.agrona.concurrent.UnsafeBuffer;

class PiMutexCrashSweepTest extends OwnedMutexCrashSweep {
    @Override
    void initialize(UnsafeBuffer buffer, int offset) {
        PiMutex.initialize(buffer, offset);
    }

    @Override
    OwnedMutex mutex(UnsafeBuffer buffer, int offset, Runnable repair) {
        return new PiMutex(buffer, offset, repair);
    }
}
