package io.sluice.futex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import io.sluice.core.contract.OtherThread;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for everything by which one thread hands over to another. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class HandOverContract {
    private static final long ALL_THE_TIME = Long.MAX_VALUE;
    private static final long END = Long.MAX_VALUE;
    private static final int MOST_LOOKS = 10_000; // of an idle waiter in half a second
    private static final int IDLE_MS = 500;

    static {
        AgronaAccess.ensureOpen();
    }

    final UnsafeBuffer memory = new UnsafeBuffer(ByteBuffer.allocateDirect(1024));

    private final Random random = new Random(3);
    private final AtomicInteger interrupted = new AtomicInteger();
    private final AtomicInteger timedOut = new AtomicInteger();

    /** What is in memory, as a further process would have it. */
    abstract HandOver attach(AtomicBuffer buffer);

    private HandOver attach() {
        return attach(new UnsafeBuffer(memory));
    }

    private static long message(int producer, int number) {
        return ((long) producer << Integer.SIZE) + number;
    }

    private Void produce(int producer, int count, long mostNs) {
        HandOver handOver = attach();
        Random timeouts = new Random(producer);
        for (int i = 0; i < count; ) {
            try {
                if (handOver.put(message(producer, i), timeoutNs(timeouts, mostNs))) {
                    i++;
                } else {
                    timedOut.incrementAndGet();
                }
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
            }
        }
        return null;
    }

    private List<Long> consume(long mostNs) {
        HandOver handOver = attach();
        Random timeouts = new Random();
        List<Long> taken = new ArrayList<>();
        for (long message = HandOver.NONE; message != END; ) {
            try {
                message = handOver.take(timeoutNs(timeouts, mostNs));
                if (message == HandOver.NONE) {
                    timedOut.incrementAndGet();
                } else {
                    taken.add(message);
                }
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
            }
        }
        return taken;
    }

    private static long timeoutNs(Random random, long mostNs) {
        return mostNs == ALL_THE_TIME ? mostNs : random.nextLong(mostNs);
    }

    /** Each takes its own in the order in which they were put, and all together take all. */
    private static void assertAllOnceAndInOrder(List<List<Long>> taken, int producers, int each) {
        List<Long> all = new ArrayList<>();
        for (List<Long> ofOne : taken) {
            assertEquals(END, ofOne.remove(ofOne.size() - 1));
            for (int p = 0; p < producers; p++) {
                int producer = p;
                List<Long> ofBoth =
                        ofOne.stream().filter(m -> m >>> Integer.SIZE == producer).toList();
                assertEquals(ofBoth.stream().sorted().toList(), ofBoth);
            }
            all.addAll(ofOne);
        }
        List<Long> expected =
                LongStream.range(0, producers)
                        .boxed()
                        .flatMap(
                                p ->
                                        LongStream.range(0, each)
                                                .mapToObj(i -> message(p.intValue(), (int) i)))
                        .toList();
        assertEquals(expected, all.stream().sorted().toList());
    }

    private void run(int producers, int consumers, int each, long mostNs, int interrupts)
            throws Exception {
        List<OtherThread<Void>> puts = new ArrayList<>();
        List<OtherThread<List<Long>>> takes = new ArrayList<>();
        for (int i = 0; i < consumers; i++) {
            takes.add(OtherThread.start(() -> consume(mostNs)));
        }
        for (int i = 0; i < producers; i++) {
            int producer = i;
            puts.add(OtherThread.start(() -> produce(producer, each, mostNs)));
        }
        AtomicBoolean ended = new AtomicBoolean();
        List<OtherThread<?>> victims = Stream.concat(puts.stream(), takes.stream()).toList();
        OtherThread<Void> interrupter =
                OtherThread.start(() -> interruptAtRandom(victims, interrupts, ended));
        for (OtherThread<Void> producer : puts) {
            producer.get();
        }
        ended.set(true);
        interrupter.get();
        for (int i = 0; i < consumers; i++) {
            assertTrue(attach().put(END, ALL_THE_TIME));
        }
        List<List<Long>> taken = new ArrayList<>();
        for (OtherThread<List<Long>> consumer : takes) {
            taken.add(consumer.get());
        }
        assertAllOnceAndInOrder(taken, producers, each);
    }

    private Void interruptAtRandom(List<OtherThread<?>> victims, int count, AtomicBoolean ended) {
        for (int i = 0; i < count && !ended.get(); i++) {
            LockSupport.parkNanos(random.nextInt(100_000));
            victims.get(random.nextInt(victims.size())).interrupt();
        }
        return null;
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "1, 2", "2, 2", "4, 4"})
    void everyMessageArrivesOnceAndInOrder(int producers, int consumers) throws Exception {
        run(producers, consumers, 40_000 / producers, ALL_THE_TIME, 0);
        assertEquals(0, interrupted.get() + timedOut.get());
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2"})
    void whoIsInterruptedHasPutOrTakenNothing(int producers, int consumers) throws Exception {
        run(producers, consumers, 20_000, ALL_THE_TIME, 2_000);
        assertTrue(interrupted.get() > 0);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2"})
    void whoRunsOutOfTimeHasPutOrTakenNothing(int producers, int consumers) throws Exception {
        run(producers, consumers, 10_000, 50_000, 500);
        assertTrue(timedOut.get() > 0);
    }

    /** Of two who wait one leaves, just as one message comes: the other must get it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoLeavesTakesNobodysTurn(boolean byInterrupt) throws Exception {
        for (int round = 0; round < 300; round++) {
            long timeoutNs = byInterrupt ? ALL_THE_TIME : 1 + random.nextInt(200_000);
            OtherThread<Long> fickle = OtherThread.start(() -> attach().take(timeoutNs));
            OtherThread<Long> patient = OtherThread.start(() -> attach().take(ALL_THE_TIME));
            OtherThread.spin(random.nextInt(200_000));
            if (byInterrupt) {
                fickle.interrupt();
            }
            assertTrue(attach().put(round, ALL_THE_TIME));
            long taken = HandOver.NONE;
            try {
                taken = fickle.get();
            } catch (ExecutionException e) {
                assertEquals(InterruptedException.class, e.getCause().getClass());
            }
            if (taken != HandOver.NONE) {
                assertEquals(round, taken);
                assertTrue(attach().put(round, ALL_THE_TIME));
            }
            assertEquals(round, patient.get());
        }
    }

    /** Memory that counts the looks of one thread. */
    private static final class CountingBuffer extends UnsafeBuffer {
        private volatile int looks;

        CountingBuffer(UnsafeBuffer memory) {
            super(memory);
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // by one thread
        public int getIntVolatile(int index) {
            looks++;
            return super.getIntVolatile(index);
        }
    }

    @Test
    void whoWaitsInVainSleeps() throws Exception {
        run(2, 2, 5_000, ALL_THE_TIME, 0);
        List<CountingBuffer> buffers = new ArrayList<>();
        List<OtherThread<Long>> idle = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            CountingBuffer buffer = new CountingBuffer(memory);
            buffers.add(buffer);
            idle.add(OtherThread.start(() -> attach(buffer).take(ALL_THE_TIME)));
        }
        TimeUnit.MILLISECONDS.sleep(IDLE_MS);
        for (CountingBuffer buffer : buffers) {
            assertTrue(buffer.looks > 0 && buffer.looks < MOST_LOOKS, "looks=" + buffer.looks);
        }
        for (OtherThread<Long> waiter : idle) {
            assertTrue(waiter.isStillRunningAfterMs(0));
        }
        for (int i = 0; i < idle.size(); i++) {
            assertTrue(attach().put(7, ALL_THE_TIME));
        }
        for (OtherThread<Long> waiter : idle) {
            assertEquals(7, waiter.get());
        }
        assertFalse(attach().take(0) != HandOver.NONE);
    }
}
