package io.sluice.core;

import io.sluice.core.contract.LockProcesses;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 3600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SpinLockProcessesTest {
    @ParameterizedTest
    @ValueSource(classes = {SpinLock.class, TicketLock.class})
    void oneProcessAtATimeHoldsIt(Class<? extends Lock> lock) throws Exception {
        LockProcesses.assertEveryIncrementIsLoggedOnce(lock);
    }
}
