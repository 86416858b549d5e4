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
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("LockNotBeforeTry")
class MutexThreadsTest {
    private static final int INTERRUPTS = 2_000;

    static {
        AgronaAccess.ensureOpen();
    }

    private final UnsafeBuffer word = new UnsafeBuffer(ByteBuffer.allocateDirect(64));
    private final Mutex mutex = new Mutex(word, 0);
    private final AtomicInteger interrupted = new AtomicInteger();

    // Guarded by the mutex.
    private final int[] log = new int[1 << 22];
    private int value;
    private int logged;
    private boolean stop;

    private int increment() {
        value++;
        log[logged++] = value;
        return value;
    }

    private int[] increments(int count) {
        Mutex own = new Mutex(word, 0);
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            own.lock();
            values[i] = increment();
            own.unlock();
        }
        return values;
    }

    private void assertLogIsComplete() {
        assertArrayEquals(IntStream.rangeClosed(1, logged).toArray(), Arrays.copyOf(log, logged));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void everyHolderSeesWhatTheOneBeforeDid(int threads) throws Exception {
        List<OtherThread<int[]>> tasks = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            tasks.add(OtherThread.start(() -> increments(100_000)));
        }
        boolean[] written = new boolean[threads * 100_000 + 1];
        for (OtherThread<int[]> task : tasks) {
            int[] values = task.get();
            assertArrayEquals(Arrays.stream(values).sorted().toArray(), values);
            for (int v : values) {
                assertEquals(false, written[v], "written twice");
                written[v] = true;
            }
        }
        assertEquals(threads * 100_000, logged);
        assertLogIsComplete();
        assertEquals(0, word.getIntVolatile(0));
    }

    @Test
    void interruptsAtAnyMomentEndOneWaitEachAndStopNobodyElse() throws Exception {
        OtherThread<Void> worker = OtherThread.start(this::workUntilStopped);
        List<Thread> victims = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Thread victim = new Thread(this::waitUntilStopped);
            victim.setDaemon(true);
            victim.start();
            victims.add(victim);
        }
        Random random = new Random(11);
        long[] latencies = new long[INTERRUPTS];
        for (int i = 0; i < INTERRUPTS; i++) {
            LockSupport.parkNanos(random.nextInt(200_000));
            long startNs = System.nanoTime();
            victims.get(random.nextInt(2)).interrupt();
            while (interrupted.get() == i) {
                Thread.onSpinWait();
            }
            latencies[i] = System.nanoTime() - startNs;
        }
        mutex.lock();
        stop = true;
        mutex.unlock();
        worker.get();
        for (Thread victim : victims) {
            victim.join();
        }
        assertEquals(INTERRUPTS, interrupted.get());
        assertLogIsComplete();
        Arrays.sort(latencies);
        System.out.printf(
                "Mutex: from interrupt to exception p50 %d, p99 %d, max %d us%n",
                latencies[INTERRUPTS / 2] / 1_000,
                latencies[INTERRUPTS * 99 / 100] / 1_000,
                latencies[INTERRUPTS - 1] / 1_000);
    }

    private Void workUntilStopped() {
        boolean stopped = false;
        while (!stopped) {
            mutex.lock();
            increment();
            LockSupport.parkNanos(20_000);
            stopped = stop;
            mutex.unlock();
        }
        return null;
    }

    private void waitUntilStopped() {
        boolean stopped = false;
        while (!stopped) {
            try {
                if (interrupted.get() % 2 == 0) {
                    mutex.lockInterruptibly();
                } else if (!mutex.tryLock(50, TimeUnit.MICROSECONDS)) {
                    continue;
                }
                increment();
                LockSupport.parkNanos(1_000);
                stopped = stop;
                mutex.unlock();
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
            }
        }
    }
}
