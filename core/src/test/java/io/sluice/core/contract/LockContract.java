package io.sluice.core.contract;

import static io.sluice.core.contract.OtherThread.elsewhere;
import static io.sluice.core.contract.OtherThread.spin;
import static io.sluice.core.contract.OtherThread.start;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.agrona.BufferUtil;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds for every {@link Lock} that lies in shared memory, whoever shares it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("LockNotBeforeTry") // where one fails, nobody needs the lock again
public abstract class LockContract {
    private static final int MEMORY_LENGTH = 4096;
    private static final long DEADLINE_S = 30;
    private static final long TIMEOUT_MS = 20;

    protected final AtomicBuffer memory;

    protected LockContract() {
        AgronaAccess.ensureOpen();
        ByteBuffer bytes = BufferUtil.allocateDirectAligned(MEMORY_LENGTH, MEMORY_LENGTH);
        this.memory = new UnsafeBuffer(bytes);
    }

    /** The lock in memory, as a further process would have it: an object of its own. */
    protected abstract Lock attach();

    @Test
    void zeroedMemoryIsAnUnlockedLock() {
        Lock lock = attach();
        assertTrue(lock.tryLock());
        lock.unlock();
    }

    @Test
    void everyObjectOnTheSameMemoryIsTheSameLock() throws Exception {
        attach().lock();
        assertFalse(elsewhere(() -> attach().tryLock()));
        attach().unlock();
        assertTrue(
                elsewhere(
                        () -> {
                            boolean locked = attach().tryLock();
                            attach().unlock();
                            return locked;
                        }));
    }

    @Test
    void oneAtATimeHoldsIt() throws Exception {
        int threads = 4;
        int each = 20_000;
        long[] log = new long[threads * each];
        int[] next = new int[1]; // guarded by the lock
        List<OtherThread<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Lock lock = attach();
            tasks.add(
                    start(
                            () -> {
                                for (int k = 0; k < each; k++) {
                                    lock.lock();
                                    int index = next[0];
                                    log[index] = index + 1L;
                                    next[0] = index + 1;
                                    lock.unlock();
                                }
                                return null;
                            }));
        }
        for (OtherThread<Void> task : tasks) {
            task.get();
        }
        for (int i = 0; i < log.length; i++) {
            assertEquals(i + 1L, log[i]);
        }
    }

    @Test
    void whoWaitsGetsItWhenItIsUnlocked() throws Exception {
        Lock lock = attach();
        lock.lock();
        OtherThread<Boolean> waiter = start(() -> lockAndUnlock(attach()));
        assertTrue(waiter.isStillRunningAfterMs(TIMEOUT_MS));
        lock.unlock();
        assertTrue(waiter.get());
    }

    @Test
    void timedTryLockGivesUpNoSoonerThanItsTime() throws Exception {
        attach().lock();
        long elapsedNs =
                elsewhere(
                        () -> {
                            long start = System.nanoTime();
                            assertFalse(attach().tryLock(TIMEOUT_MS, TimeUnit.MILLISECONDS));
                            return System.nanoTime() - start;
                        });
        assertTrue(elapsedNs >= TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MS), "ns=" + elapsedNs);
        attach().unlock();
        assertTrue(elsewhere(() -> lockAndUnlock(attach())));
    }

    @Test
    void timedTryLockWithoutTimeLooksOnce() throws Exception {
        Lock lock = attach();
        for (long time : new long[] {0, -1, Long.MIN_VALUE}) {
            assertTrue(lock.tryLock(time, TimeUnit.NANOSECONDS));
            assertFalse(elsewhere(() -> attach().tryLock(time, TimeUnit.NANOSECONDS)));
            lock.unlock();
        }
    }

    @Test
    void timedTryLockWithAllTheTimeThereIsWaits() throws Exception {
        Lock lock = attach();
        lock.lock();
        OtherThread<Boolean> waiter =
                start(
                        () -> {
                            Lock other = attach();
                            boolean locked = other.tryLock(Long.MAX_VALUE, TimeUnit.DAYS);
                            other.unlock();
                            return locked;
                        });
        assertTrue(waiter.isStillRunningAfterMs(TIMEOUT_MS));
        lock.unlock();
        assertTrue(waiter.get());
    }

    @Test
    void interruptEndsLockInterruptiblyAndTimedTryLock() throws Exception {
        attach().lock();
        assertInterruptEnds(() -> attach().lockInterruptibly());
        assertInterruptEnds(
                () -> {
                    boolean unused = attach().tryLock(DEADLINE_S, TimeUnit.SECONDS);
                });
        attach().unlock();
        assertTrue(elsewhere(() -> lockAndUnlock(attach())));
    }

    @Test
    void interruptedThreadIsRefusedThoughTheLockIsFree() throws Exception {
        boolean isFree =
                elsewhere(
                        () -> {
                            Thread.currentThread().interrupt();
                            assertThrows(
                                    InterruptedException.class, () -> attach().lockInterruptibly());
                            assertFalse(Thread.currentThread().isInterrupted());
                            Thread.currentThread().interrupt();
                            assertThrows(
                                    InterruptedException.class,
                                    () -> attach().tryLock(1, TimeUnit.NANOSECONDS));
                            assertFalse(Thread.currentThread().isInterrupted());
                            return lockAndUnlock(attach());
                        });
        assertTrue(isFree);
    }

    @Test
    void interruptDoesNotEndLockAndIsKept() throws Exception {
        Lock lock = attach();
        lock.lock();
        CountDownLatch waits = new CountDownLatch(1);
        OtherThread<Boolean> task =
                start(
                        () -> {
                            Lock other = attach();
                            waits.countDown();
                            other.lock();
                            boolean interrupted = Thread.currentThread().isInterrupted();
                            other.unlock();
                            return interrupted;
                        });
        assertTrue(waits.await(DEADLINE_S, TimeUnit.SECONDS));
        task.interrupt();
        assertTrue(task.isStillRunningAfterMs(TIMEOUT_MS));
        lock.unlock();
        assertTrue(task.get());
    }

    @Test
    void interruptedThreadMayTryLock() throws Exception {
        boolean interrupted =
                elsewhere(
                        () -> {
                            Thread.currentThread().interrupt();
                            assertTrue(attach().tryLock());
                            attach().unlock();
                            return Thread.interrupted();
                        });
        assertTrue(interrupted);
    }

    /** A wake-up that went to one who gives up belongs to another. */
    @Test
    void whoGivesUpTakesNobodysTurn() throws Exception {
        Lock lock = attach();
        for (int round = 0; round < 200; round++) {
            lock.lock();
            OtherThread<Void> fickle =
                    start(
                            () -> {
                                Lock other = attach();
                                other.lockInterruptibly();
                                other.unlock();
                                return null;
                            });
            OtherThread<Boolean> patient = start(() -> lockAndUnlock(attach()));
            OtherThread<Boolean> brief =
                    start(
                            () -> {
                                Lock other = attach();
                                if (other.tryLock(100, TimeUnit.MICROSECONDS)) {
                                    other.unlock();
                                }
                                return true;
                            });
            spin(ThreadLocalRandom.current().nextInt(100_000));
            fickle.interrupt();
            lock.unlock();
            assertTrue(patient.get(), "round=" + round);
            assertTrue(brief.get(), "round=" + round);
            try {
                fickle.get();
            } catch (ExecutionException e) {
                assertEquals(InterruptedException.class, e.getCause().getClass());
            }
        }
    }

    @Test
    void unlockOfAnUnlockedLockIsRefused() {
        assertThrows(IllegalMonitorStateException.class, () -> attach().unlock());
        assertTrue(lockAndUnlock(attach()));
        assertThrows(IllegalMonitorStateException.class, () -> attach().unlock());
    }

    @Test
    void newConditionIsRefusedAndNamesWhatThereIs() {
        UnsupportedOperationException refusal =
                assertThrows(UnsupportedOperationException.class, () -> attach().newCondition());
        assertTrue(refusal.getMessage().contains("CondVar"), refusal.getMessage());
    }

    private interface Action {
        void run() throws Exception;
    }

    private static void assertInterruptEnds(Action wait) throws Exception {
        CountDownLatch waits = new CountDownLatch(1);
        OtherThread<Boolean> task =
                start(
                        () -> {
                            waits.countDown();
                            assertThrows(InterruptedException.class, wait::run);
                            return Thread.currentThread().isInterrupted();
                        });
        assertTrue(waits.await(DEADLINE_S, TimeUnit.SECONDS));
        spin(ThreadLocalRandom.current().nextInt(2_000_000));
        task.interrupt();
        assertFalse(task.get());
    }

    private static boolean lockAndUnlock(Lock lock) {
        lock.lock();
        lock.unlock();
        return true;
    }
}
