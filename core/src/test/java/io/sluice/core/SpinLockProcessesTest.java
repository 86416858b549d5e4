package io.sluice.core;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.core.contract.LockProcesses;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.agrona.concurrent.AtomicBuffer;
import org.junit.jupiter.api.Test;
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

    /** Each process has one of its own. */
    static final class Local extends ReentrantLock {
        private static final long serialVersionUID = 1L;

        Local(AtomicBuffer unused, int offset) {
            super(offset != 0);
        }
    }

    @Test
    void lockThatIsNotSharedIsFound() {
        assertThrows(
                AssertionError.class,
                () -> LockProcesses.assertEveryIncrementIsLoggedOnce(Local.class));
    }
}
