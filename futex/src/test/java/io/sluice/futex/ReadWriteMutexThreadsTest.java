package io.sluice.futex;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.core.AgronaAccess;
import io.sluice.core.contract.OtherThread;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Writers count, and readers see each count whole and none before the last they saw. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("LockNotBeforeTry")
class ReadWriteMutexThreadsTest {
    static {
        AgronaAccess.ensureOpen();
    }

    private final UnsafeBuffer memory = new UnsafeBuffer(ByteBuffer.allocateDirect(64));
    private final AtomicInteger interrupted = new AtomicInteger();

    // Guarded by the lock.
    private final int[] log = new int[1 << 20];
    private int value;
    private int copy;

    /** Locks, sometimes for a time only or until interrupted. Returns whether it has. */
    private boolean lock(Lock lock, Random random) {
        try {
            switch (random.nextInt(4)) {
                case 0 -> lock.lockInterruptibly();
                case 1 -> {
                    return lock.tryLock(random.nextInt(100), TimeUnit.MICROSECONDS);
                }
                default -> lock.lock();
            }
            return true;
        } catch (InterruptedException e) {
            interrupted.incrementAndGet();
            return false;
        }
    }

    private int write(int count, int seed) {
        Lock lock = new ReadWriteMutex(memory, 0).writeLock();
        Random random = new Random(seed);
        int written = 0;
        while (written < count) {
            if (lock(lock, random)) {
                value++;
                log[value - 1] = value;
                if (random.nextInt(64) == 0) {
                    LockSupport.parkNanos(1_000);
                }
                copy = value;
                lock.unlock();
                written++;
            }
        }
        return written;
    }

    private int read(int count, int seed) {
        Lock lock = new ReadWriteMutex(memory, 0).readLock();
        Random random = new Random(seed);
        int last = 0;
        int seen = 0;
        while (seen < count) {
            if (lock(lock, random)) {
                int now = value;
                if (random.nextInt(64) == 0) {
                    LockSupport.parkNanos(1_000);
                }
                if (copy != now || value != now || now < last || (now > 0 && log[now - 1] != now)) {
                    throw new AssertionError(
                            "last=" + last + " now=" + now + " value=" + value + " copy=" + copy);
                }
                last = now;
                lock.unlock();
                seen++;
            }
        }
        return seen;
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 0", "2, 2, 0", "2, 2, 2000", "1, 3, 1000", "3, 1, 1000"})
    void readersSeeWholeCountsInOrder(int writers, int readers, int interrupts) throws Exception {
        int each = interrupts > 0 ? 20_000 : 100_000;
        List<OtherThread<Integer>> threads = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            int seed = i;
            threads.add(OtherThread.start(() -> write(each, seed)));
        }
        for (int i = 0; i < readers; i++) {
            int seed = 100 + i;
            threads.add(OtherThread.start(() -> read(each, seed)));
        }
        Random random = new Random(3);
        for (int i = 0; i < interrupts; i++) {
            LockSupport.parkNanos(random.nextInt(50_000));
            threads.get(random.nextInt(threads.size())).interrupt();
        }
        for (OtherThread<Integer> thread : threads) {
            assertEquals(each, thread.get());
        }
        assertEquals(writers * each, value);
        assertArrayEquals(IntStream.rangeClosed(1, value).toArray(), Arrays.copyOf(log, value));
        assertEquals(0, memory.getInt(0));
        System.out.printf(
                "ReadWriteMutex: %d writers, %d readers, %d interrupts taken%n",
                writers, readers, interrupted.get());
    }
}
