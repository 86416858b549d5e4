package io.sluice.shm;

import io.sluice.core.contract.LockContract;
import io.sluice.futex.Mutex;
import java.util.concurrent.locks.Lock;

class RecordedLockTest extends LockContract {
    private static final int OFFSET = 64;

    @Override
    protected Lock attach() {
        return new RecordedLock(new Mutex(memory, OFFSET), new HolderRecord(memory));
    }
}
