package io.sluice.futex;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import io.sluice.core.contract.ChildJvm;
import io.sluice.core.contract.OtherThread;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Virtual threads and platform threads hand over to each other. A virtual thread that sleeps keeps
 * its carrier: there are as many carriers as virtual threads, in a JVM of its own.
 */
@EnabledForJreRange(min = JRE.JAVA_21)
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class VirtualThreadsTest {
    private static final int VIRTUAL = 6;
    private static final List<String> FLAGS =
            List.of(
                    "-Djdk.virtualThreadScheduler.parallelism=" + VIRTUAL,
                    "-Djdk.virtualThreadScheduler.maxPoolSize=" + VIRTUAL);

    /** What the child runs. */
    @SuppressWarnings("LockNotBeforeTry")
    static final class Threads {
        private static final int EACH = 20_000;
        private static final long DEADLINE_S = 60;
        private static final long ALL_THE_TIME = Long.MAX_VALUE;

        private final UnsafeBuffer memory = new UnsafeBuffer(ByteBuffer.allocateDirect(1024));
        private final long[] log = new long[2 * VIRTUAL * EACH];
        private int logged; // guarded by what is tried

        public static void main(String[] args) throws Exception {
            AgronaAccess.ensureOpen();
            Threads threads = new Threads();
            switch (args[0]) {
                case "mutex" -> threads.count();
                case "semaphore" -> {
                    SemaphoreHandOver.make(threads.memory);
                    threads.handOver(SemaphoreHandOver.on(threads.memory));
                }
                default ->
                        threads.handOver(
                                ConditionHandOver.on(threads.memory, new Mutex(threads.memory, 0)));
            }
            System.out.println("all is right");
        }

        private static <T> FutureTask<T> startVirtual(Callable<T> callable) throws Exception {
            FutureTask<T> task = new FutureTask<>(callable);
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Method start =
                    Class.forName("java.lang.Thread$Builder").getMethod("start", Runnable.class);
            Object unused = start.invoke(builder, task);
            return task;
        }

        private void count() throws Exception {
            List<FutureTask<Void>> virtual = new ArrayList<>();
            List<OtherThread<Void>> platform = new ArrayList<>();
            for (int i = 0; i < VIRTUAL; i++) {
                virtual.add(startVirtual(this::increment));
                platform.add(OtherThread.start(this::increment));
            }
            for (int i = 0; i < VIRTUAL; i++) {
                virtual.get(i).get(DEADLINE_S, TimeUnit.SECONDS);
                platform.get(i).get();
            }
            require(Arrays.equals(LongStream.range(0, log.length).toArray(), log));
        }

        private Void increment() {
            Mutex mutex = new Mutex(memory, 0);
            for (int i = 0; i < EACH; i++) {
                mutex.lock();
                log[logged] = logged;
                logged++;
                mutex.unlock();
            }
            return null;
        }

        /** Virtual threads put, platform threads take, and the other way round. */
        private void handOver(HandOver handOver) throws Exception {
            for (boolean virtualTakes : new boolean[] {false, true}) {
                List<FutureTask<long[]>> virtual = new ArrayList<>();
                List<OtherThread<long[]>> platform = new ArrayList<>();
                for (int i = 0; i < VIRTUAL; i++) {
                    long first = (long) i * EACH;
                    Callable<long[]> put = () -> put(handOver, first);
                    Callable<long[]> take = () -> take(handOver);
                    virtual.add(startVirtual(virtualTakes ? take : put));
                    platform.add(OtherThread.start(virtualTakes ? put : take));
                }
                long[] taken = new long[0];
                for (int i = 0; i < VIRTUAL; i++) {
                    taken = join(taken, virtual.get(i).get(DEADLINE_S, TimeUnit.SECONDS));
                    taken = join(taken, platform.get(i).get());
                }
                long[] expected = LongStream.range(0, (long) VIRTUAL * EACH).toArray();
                require(Arrays.equals(expected, LongStream.of(taken).sorted().toArray()));
            }
        }

        private static long[] join(long[] left, long[] right) {
            return LongStream.concat(LongStream.of(left), LongStream.of(right)).toArray();
        }

        private static long[] put(HandOver handOver, long first) throws InterruptedException {
            for (int i = 0; i < EACH; i++) {
                require(handOver.put(first + i, ALL_THE_TIME));
            }
            return new long[0];
        }

        /** Of each who puts the numbers come in order. */
        private static long[] take(HandOver handOver) throws InterruptedException {
            long[] taken = new long[EACH];
            long[] last = new long[VIRTUAL];
            for (int i = 0; i < EACH; i++) {
                taken[i] = handOver.take(ALL_THE_TIME);
                int putter = (int) (taken[i] / EACH);
                require(last[putter] <= taken[i]);
                last[putter] = taken[i];
            }
            return taken;
        }

        private static void require(boolean condition) {
            if (!condition) {
                throw new AssertionError();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mutex", "semaphore", "condition"})
    void virtualAndPlatformThreadsHandOver(String kind) throws Exception {
        try (ChildJvm child = ChildJvm.start(FLAGS, Threads.class, kind)) {
            String output = child.end();
            assertTrue(output.contains("all is right") && output.endsWith("exit 0"), output);
        }
    }
}
