package io.sluice.futex;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.core.AgronaAccess;
import io.sluice.core.contract.OtherThread;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A bounded buffer, whose every message must come out once and in order. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CondVarThreadsTest {
    private static final int CAPACITY = 3;
    private static final int PRODUCERS = 2;
    private static final int CONSUMERS = 2;

    static {
        AgronaAccess.ensureOpen();
    }

    private final UnsafeBuffer memory = new UnsafeBuffer(ByteBuffer.allocateDirect(64));
    private final Mutex mutex = new Mutex(memory, 0);
    private final CondVar notFull = new CondVar(memory, 4, mutex);
    private final CondVar notEmpty = new CondVar(memory, 8, mutex);
    private final AtomicInteger interrupted = new AtomicInteger();

    // Guarded by the mutex.
    private final ArrayDeque<Long> buffer = new ArrayDeque<>();
    private final List<Long> taken = new ArrayList<>();

    private void put(long message, boolean all) throws InterruptedException {
        mutex.lockInterruptibly();
        try {
            while (buffer.size() == CAPACITY) {
                notFull.await();
            }
            buffer.add(message);
            signal(notEmpty, all);
        } finally {
            mutex.unlock();
        }
    }

    /** Takes one message, or none if all were taken. Returns whether there was one. */
    private boolean take(int total, boolean all) throws InterruptedException {
        mutex.lockInterruptibly();
        try {
            while (buffer.isEmpty()) {
                if (taken.size() == total) {
                    return false;
                }
                notEmpty.await();
            }
            taken.add(buffer.remove());
            signal(notFull, all);
            if (taken.size() == total) {
                notEmpty.signalAll();
            }
            return true;
        } finally {
            mutex.unlock();
        }
    }

    private static void signal(CondVar condition, boolean all) {
        if (all) {
            condition.signalAll();
        } else {
            condition.signal();
        }
    }

    private Void produce(long first, int count, boolean all) {
        for (int i = 0; i < count; ) {
            try {
                put(first + i, all);
                i++;
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
            }
        }
        return null;
    }

    private Void consume(int total, boolean all) {
        boolean more = true;
        while (more) {
            try {
                more = take(total, all);
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
            }
        }
        return null;
    }

    @ParameterizedTest
    @CsvSource({"20000, false, 0", "20000, true, 0", "5000, false, 2000", "5000, true, 2000"})
    void everyMessageComesOutOnceAndInOrder(int each, boolean all, int interrupts)
            throws Exception {
        List<OtherThread<Void>> threads = new ArrayList<>();
        for (int i = 0; i < PRODUCERS; i++) {
            long first = i * 1_000_000_000L;
            threads.add(OtherThread.start(() -> produce(first, each, all)));
        }
        for (int i = 0; i < CONSUMERS; i++) {
            threads.add(OtherThread.start(() -> consume(PRODUCERS * each, all)));
        }
        AtomicBoolean ended = new AtomicBoolean();
        OtherThread<Integer> sent =
                OtherThread.start(() -> interruptAtRandom(threads, interrupts, ended));
        long startNs = System.nanoTime();
        for (OtherThread<Void> thread : threads) {
            thread.get();
        }
        ended.set(true);
        System.out.printf(
                "CondVar: %d messages in %d ms, %d interrupts sent, %d taken, signalAll %b%n",
                taken.size(),
                (System.nanoTime() - startNs) / 1_000_000,
                sent.get(),
                interrupted.get(),
                all);
        assertOrder(each);
    }

    private void assertOrder(int each) {
        for (int i = 0; i < PRODUCERS; i++) {
            int producer = i;
            long first = i * 1_000_000_000L;
            assertEquals(
                    LongStream.range(first, first + each).boxed().collect(Collectors.toList()),
                    taken.stream()
                            .filter(message -> message / 1_000_000_000L == producer)
                            .collect(Collectors.toList()));
        }
        assertEquals(PRODUCERS * each, taken.size());
    }

    private static int interruptAtRandom(
            List<OtherThread<Void>> threads, int count, AtomicBoolean ended) {
        Random random = new Random(5);
        int sent = 0;
        while (sent < count && !ended.get()) {
            LockSupport.parkNanos(random.nextInt(100_000));
            threads.get(random.nextInt(threads.size())).interrupt();
            sent++;
        }
        return sent;
    }
}
