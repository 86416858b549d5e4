package io.sluice.futex;

import io.sluice.core.contract.LockProcesses;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 3600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LockProcessesTest {
    @ParameterizedTest
    @ValueSource(
            classes = {
                Mutex.class,
                SemaphoreLock.class,
                AttachedLock.OfRobustMutex.class,
                AttachedLock.OfPiMutex.class,
                AttachedLock.OfWriters.class
            })
    void oneProcessAtATimeHoldsIt(Class<? extends Lock> lock) throws Exception {
        LockProcesses.assertEveryIncrementIsLoggedOnce(lock);
    }
}
