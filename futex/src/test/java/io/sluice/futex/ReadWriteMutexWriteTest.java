package io.sluice.futex;

import io.sluice.core.contract.LockContract;
import java.util.concurrent.locks.Lock;

/** What holds for every lock, of the writers' one. */
class ReadWriteMutexWriteTest extends LockContract {
    @Override
    protected Lock attach() {
        return new ReadWriteMutex(memory, 4).writeLock();
    }
}
