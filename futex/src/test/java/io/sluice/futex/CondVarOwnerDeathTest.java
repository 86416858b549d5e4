package io.sluice.futex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.core.AgronaAccess;
import io.sluice.core.contract.OtherThread;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Everybody waits for a condition, and who was to signal it dies. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"})
class CondVarOwnerDeathTest {
    private static final int OFFSET = 40;
    private static final int AWAITED = 48;

    static {
        AgronaAccess.ensureOpen();
    }

    private final UnsafeBuffer memory = new UnsafeBuffer(ByteBuffer.allocateDirect(64));
    private final AtomicInteger repairs = new AtomicInteger();
    private Runnable repair = () -> {};

    @BeforeEach
    void make() {
        RobustMutex.initialize(memory, 0);
    }

    private RobustMutex mutex() {
        return new RobustMutex(memory, 0, () -> repair.run());
    }

    private CondVar condition() {
        return new CondVar(memory, OFFSET, mutex());
    }

    private OtherThread<Void> startWaiter(Callable<?> wait) {
        return OtherThread.start(
                () -> {
                    mutex().lock();
                    while (memory.getIntVolatile(AWAITED) == 0) {
                        Object unused = wait.call();
                    }
                    mutex().unlock();
                    return null;
                });
    }

    private List<OtherThread<Void>> startWaiters() throws Exception {
        List<OtherThread<Void>> waiters = new ArrayList<>();
        waiters.add(startWaiter(() -> condition().await(1, TimeUnit.DAYS)));
        waiters.add(startWaiter(() -> condition().awaitNanos(Long.MAX_VALUE)));
        waiters.add(
                startWaiter(
                        () -> {
                            condition().awaitUninterruptibly();
                            return null;
                        }));
        FutexTest.awaitSleepers(memory, OFFSET, waiters.size());
        return waiters;
    }

    private void dieBeforeTheSignal() throws Exception {
        Thread thread =
                new Thread(
                        () -> {
                            mutex().lock();
                            memory.putIntVolatile(AWAITED, 1);
                        });
        thread.start();
        thread.join();
    }

    @Test
    void oneOfThemRepairsWhatTheDeadHolderLeft() throws Exception {
        repair =
                () -> {
                    repairs.incrementAndGet();
                    condition().signalAll();
                };
        List<OtherThread<Void>> waiters = startWaiters();
        dieBeforeTheSignal();
        for (OtherThread<Void> waiter : waiters) {
            waiter.get();
        }
        assertEquals(1, repairs.get());
    }

    @Test
    void allOfThemLearnThatItIsLost() throws Exception {
        repair =
                () -> {
                    throw new ArithmeticException("beyond repair");
                };
        List<OtherThread<Void>> waiters = startWaiters();
        dieBeforeTheSignal();
        int lost = 0;
        for (OtherThread<Void> waiter : waiters) {
            Throwable thrown = assertThrows(ExecutionException.class, waiter::get).getCause();
            lost += thrown instanceof NotRecoverableException ? 1 : 0;
        }
        assertEquals(2, lost);
    }
}
