package io.sluice.futex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.core.AgronaAccess;
import io.sluice.core.contract.OtherThread;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long an interrupt takes to end a wait, printed; that each ends one, asserted. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // nobody unlocks or signals
class InterruptLatencyTest {
    private static final int INTERRUPTS = 200;
    private static final long ASLEEP_US = 200;

    static {
        AgronaAccess.ensureOpen();
    }

    private final UnsafeBuffer memory = new UnsafeBuffer(BufferUtil.allocateDirectAligned(256, 64));

    private interface Wait {
        void run() throws Exception;
    }

    /** Interrupts one who waits again and again. */
    private static void measure(String name, Wait wait) throws Exception {
        AtomicInteger ended = new AtomicInteger();
        OtherThread<Void> waiter =
                OtherThread.start(
                        () -> {
                            for (int i = 0; i < INTERRUPTS; i++) {
                                assertThrows(InterruptedException.class, wait::run);
                                ended.incrementAndGet();
                            }
                            return null;
                        });
        long[] latencies = new long[INTERRUPTS];
        for (int i = 0; i < INTERRUPTS; i++) {
            TimeUnit.MICROSECONDS.sleep(ASLEEP_US);
            long startNs = System.nanoTime();
            waiter.interrupt();
            while (ended.get() == i && waiter.isStillRunningAfterMs(0)) {
                Thread.onSpinWait();
            }
            latencies[i] = System.nanoTime() - startNs;
        }
        waiter.get();
        assertEquals(INTERRUPTS, ended.get());
        Arrays.sort(latencies);
        System.out.printf(
                "%-28s interrupt to exception, us: p50 %6d  p99 %6d  max %6d%n",
                name,
                latencies[INTERRUPTS / 2] / 1_000,
                latencies[INTERRUPTS * 99 / 100] / 1_000,
                latencies[INTERRUPTS - 1] / 1_000);
    }

    @Test
    void mutexes() throws Exception {
        Mutex mutex = new Mutex(memory, 0);
        mutex.lock();
        measure("Mutex", mutex::lockInterruptibly);
        RobustMutex.initialize(memory, 64);
        RobustMutex robust = new RobustMutex(memory, 64, () -> {});
        robust.lock();
        measure("RobustMutex", robust::lockInterruptibly);
        PiMutex.initialize(memory, 128);
        PiMutex inheriting = new PiMutex(memory, 128, () -> {});
        inheriting.lock();
        measure("PiMutex", inheriting::lockInterruptibly);
    }

    @Test
    void readersAndWriters() throws Exception {
        ReadWriteMutex mutex = new ReadWriteMutex(memory, 0);
        mutex.writeLock().lock();
        measure("ReadWriteMutex, reader", mutex.readLock()::lockInterruptibly);
        mutex.writeLock().unlock();
        mutex.readLock().lock();
        measure("ReadWriteMutex, writer", mutex.writeLock()::lockInterruptibly);
        mutex.readLock().lock(); // no writer is left that would keep readers out
    }

    @Test
    void conditions() throws Exception {
        Mutex mutex = new Mutex(memory, 0);
        CondVar condition = new CondVar(memory, 64, mutex);
        measure(
                "CondVar",
                () -> {
                    mutex.lock();
                    try {
                        condition.await();
                    } finally {
                        mutex.unlock();
                    }
                });
        EventCount events = new EventCount(memory, 128);
        measure(
                "EventCount",
                () -> {
                    while (true) {
                        events.await(events.prepare());
                    }
                });
    }

    @Test
    void countsOfPermitsAndParties() throws Exception {
        Semaphore semaphore = new Semaphore(memory, 0);
        measure("Semaphore", semaphore::acquire);
        Latch latch = new Latch(memory, 64, 1);
        measure("Latch", latch::await);
        Barrier barrier = new Barrier(memory, 128, 2);
        measure(
                "Barrier",
                () -> {
                    barrier.reset(); // an interrupt breaks it
                    int unused = barrier.await();
                });
    }
}
