package io.sluice.futex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import io.sluice.core.contract.OtherThread;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop", "JavaUtilDate"})
class CondVarTest {
    private static final int OFFSET = 8;

    static {
        AgronaAccess.ensureOpen();
    }

    private final UnsafeBuffer memory = new UnsafeBuffer(ByteBuffer.allocateDirect(64));
    private final Mutex mutex = new Mutex(memory, 0);
    private final CondVar condition = new CondVar(memory, OFFSET, mutex);

    private int word() {
        return memory.getIntVolatile(OFFSET);
    }

    private <T> OtherThread<T> startLocked(Callable<T> action) {
        return OtherThread.start(
                () -> {
                    mutex.lock();
                    try {
                        return action.call();
                    } finally {
                        mutex.unlock();
                    }
                });
    }

    private List<OtherThread<Boolean>> startWaiters() throws Exception {
        List<OtherThread<Boolean>> waiters = new ArrayList<>();
        waiters.add(startLocked(() -> condition.await(1, TimeUnit.DAYS)));
        waiters.add(startLocked(() -> condition.awaitNanos(Long.MAX_VALUE) > 0));
        waiters.add(
                startLocked(
                        () -> {
                            condition.awaitUninterruptibly();
                            return true;
                        }));
        FutexTest.awaitSleepers(memory, OFFSET, waiters.size());
        mutex.lock();
        return waiters;
    }

    @Test
    void signalThatNobodyWaitsForChangesNothing() {
        mutex.lock();
        condition.signal();
        condition.signalAll();
        assertEquals(0, word());
    }

    @Test
    void signalWakesAnyWaiterAndEveryWaiterLooksAgain() throws Exception {
        List<OtherThread<Boolean>> waiters = startWaiters();
        assertEquals(1, word());
        condition.signal();
        assertEquals(3, word());
        mutex.unlock();
        for (OtherThread<Boolean> waiter : waiters) {
            assertTrue(waiter.get());
        }
    }

    @Test
    void signalAllMovesAllWaitersToTheMutex() throws Exception {
        List<OtherThread<Boolean>> waiters = startWaiters();
        condition.signalAll();
        assertEquals(2, word());
        assertEquals(2, memory.getIntVolatile(0));
        assertEquals(0, FutexTest.sleepers(memory, OFFSET));
        FutexTest.awaitSleepers(memory, 0, waiters.size());
        for (OtherThread<Boolean> waiter : waiters) {
            assertTrue(waiter.isStillRunningAfterMs(0));
        }
        mutex.unlock();
        for (OtherThread<Boolean> waiter : waiters) {
            assertTrue(waiter.get());
        }
    }

    @Test
    void signalAfterTheOnlyWaiterDiedSaysThatNobodyWaits() {
        memory.putInt(OFFSET, 1);
        mutex.lock();
        condition.signal();
        assertEquals(4, word());
    }

    /** What the death of who was woken leaves, or of a signaller before its wake. */
    @Test
    void waiterThatNobodyWakesSeesTheSignalByItself() throws Exception {
        List<OtherThread<Boolean>> waiters = startWaiters();
        memory.putIntVolatile(OFFSET, word() + 2);
        mutex.unlock();
        for (OtherThread<Boolean> waiter : waiters) {
            assertTrue(waiter.get());
        }
    }

    @Test
    void wordThatGoesRoundIsAWordAsAnother() throws Exception {
        memory.putInt(OFFSET, -1);
        List<OtherThread<Boolean>> waiters = startWaiters();
        condition.signalAll();
        assertEquals(0, word());
        mutex.unlock();
        for (OtherThread<Boolean> waiter : waiters) {
            assertTrue(waiter.get());
        }
    }

    @Test
    void deadlineEndsTheWaitHoldingTheMutex() throws Exception {
        mutex.lock();
        long startNs = System.nanoTime();
        assertTrue(condition.awaitNanos(TimeUnit.MILLISECONDS.toNanos(20)) <= 0);
        assertTrue(System.nanoTime() - startNs >= TimeUnit.MILLISECONDS.toNanos(20));
        assertFalse(mutex.tryLock());
        assertFalse(condition.await(1, TimeUnit.MILLISECONDS));
        assertFalse(condition.await(-1, TimeUnit.DAYS));
        assertFalse(condition.awaitUntil(new Date(System.currentTimeMillis() + 5)));
        assertFalse(condition.awaitUntil(new Date(0)));
        assertEquals(1, word());
        mutex.unlock();
        assertTrue(mutex.tryLock());
    }

    @Test
    void interruptBeforeTheWaitLeavesTheMutexHeld() {
        mutex.lock();
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, condition::await);
        assertFalse(Thread.currentThread().isInterrupted());
        assertEquals(0, word());
        mutex.unlock();
    }

    @Test
    void interruptEndsTheWaitHoldingTheMutexAndSendsNoSignalOn() throws Exception {
        OtherThread<Void> waiter =
                OtherThread.start(
                        () -> {
                            mutex.lock();
                            assertThrows(InterruptedException.class, condition::await);
                            assertFalse(mutex.tryLock());
                            mutex.unlock();
                            return null;
                        });
        FutexTest.awaitSleepers(memory, OFFSET, 1);
        waiter.interrupt();
        waiter.get();
        assertEquals(1, word());
    }

    @Test
    void uninterruptibleWaitGoesOnAndKeepsTheInterrupt() throws Exception {
        OtherThread<Boolean> waiter =
                OtherThread.start(
                        () -> {
                            mutex.lock();
                            condition.awaitUninterruptibly();
                            mutex.unlock();
                            return Thread.currentThread().isInterrupted();
                        });
        FutexTest.awaitSleepers(memory, OFFSET, 1);
        waiter.interrupt();
        assertTrue(waiter.isStillRunningAfterMs(20));
        mutex.lock();
        condition.signal();
        mutex.unlock();
        assertTrue(waiter.get());
    }

    @Test
    void whatNobodyHoldsIsRefused() {
        List<Executable> actions =
                List.of(
                        condition::await,
                        condition::awaitUninterruptibly,
                        () -> condition.awaitNanos(1),
                        condition::signal,
                        condition::signalAll);
        for (Executable action : actions) {
            assertThrows(IllegalMonitorStateException.class, action);
        }
        assertEquals(0, word());
    }

    @Test
    void wordThatDoesNotFitIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new CondVar(memory, 2, mutex));
        assertThrows(IndexOutOfBoundsException.class, () -> new CondVar(memory, 64, mutex));
    }
}
