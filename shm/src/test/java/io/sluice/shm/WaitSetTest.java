package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class WaitSetTest {
    private static final long LONG_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int SPSC_RINGS = 4;

    private final List<SegmentOptions> names = new ArrayList<>();
    private final List<SpscRing> rings = new ArrayList<>();
    private final MpscRing manyRing;
    private final List<RingProducer> producers = new ArrayList<>();
    private final List<RingConsumer> consumers = new ArrayList<>();

    WaitSetTest() {
        for (int i = 0; i < SPSC_RINGS; i++) {
            SpscRing ring = SpscRing.create(name(i), 4096);
            rings.add(ring);
            producers.add(ring.producer());
            consumers.add(ring.consumer());
        }
        manyRing = MpscRing.create(name(SPSC_RINGS), 4096);
        producers.add(manyRing.producer());
        consumers.add(manyRing.consumer());
    }

    private SegmentOptions name(int ring) {
        names.add(
                SegmentOptions.named("WaitSetTest-" + ring + "-" + ProcessHandle.current().pid()));
        return names.get(ring);
    }

    @AfterEach
    void cleanUp() {
        rings.forEach(SpscRing::close);
        manyRing.close();
        names.forEach(Segment::unlink);
    }

    private WaitSet all() {
        return WaitSet.of(consumers.toArray(RingConsumer[]::new));
    }

    @Test
    void messageOnAnyRingEndsTheWait() throws Exception {
        WaitSet set = all();
        UnsafeBuffer message = new UnsafeBuffer(new byte[8]);
        assertFalse(set.await(0));
        for (int i = 0; i < consumers.size(); i++) {
            assertTrue(producers.get(i).write(1, message, 0, 8));
            assertTrue(set.await(0, LONG_NS));
            assertTrue(set.await(0));
            assertEquals(1, consumers.get(i).read((type, buffer, index, length) -> {}, 9));
            assertFalse(set.await(0));
        }
    }

    @Test
    void emptyRingsEndTheWaitAtTheTimeoutAndNotBefore() throws Exception {
        WaitSet set = all();
        long start = System.nanoTime();
        assertFalse(set.await(0, 30_000_000));
        assertTrue(System.nanoTime() - start >= 30_000_000);
    }

    @Test
    void sleeperIsWokenForEveryMessageOfEveryRing() throws Exception {
        int messages = 2_000;
        List<FutureTask<Void>> writers = new ArrayList<>();
        for (RingProducer producer : producers) {
            FutureTask<Void> writer = new FutureTask<>(() -> write(producer, messages), null);
            writers.add(writer);
            new Thread(writer).start();
        }
        WaitSet set = all();
        long[] due = new long[consumers.size()];
        int read = 0;
        while (read < messages * producers.size()) {
            assertTrue(set.await(0, LONG_NS), () -> "no more came after " + Arrays.toString(due));
            for (int i = 0; i < due.length; i++) {
                int ring = i;
                read +=
                        consumers
                                .get(i)
                                .read(
                                        (type, buffer, index, length) ->
                                                assertEquals(due[ring]++, buffer.getLong(index)),
                                        3);
            }
        }
        for (FutureTask<Void> writer : writers) {
            writer.get();
        }
    }

    private static void write(RingProducer producer, int messages) {
        UnsafeBuffer message = new UnsafeBuffer(new byte[8]);
        for (long i = 0; i < messages; i++) {
            message.putLong(0, i);
            while (!producer.write(1, message, 0, 8)) {
                Thread.onSpinWait();
            }
            if (i % 16 == 0) {
                Thread.yield();
            }
        }
    }

    @Test
    void interruptEndsTheSleep() throws Exception {
        WaitSet set = all();
        Thread sleeper = Thread.currentThread();
        Thread interrupter = new Thread(sleeper::interrupt);
        interrupter.start();
        assertThrows(InterruptedException.class, () -> set.await(0, LONG_NS));
        interrupter.join();
        assertFalse(set.await(0));
    }

    @Test
    void closingOneOfThemEndsTheSleep() throws Exception {
        WaitSet set = all();
        FutureTask<Void> sleeper =
                new FutureTask<>(
                        () -> {
                            assertThrows(
                                    IllegalStateException.class,
                                    () -> assertFalse(set.await(0, LONG_NS)));
                            return null;
                        });
        new Thread(sleeper).start();
        TimeUnit.MILLISECONDS.sleep(20);
        rings.get(2).close();
        sleeper.get();
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> assertFalse(set.await(0)));
        assertTrue(e.getMessage().contains(names.get(2).toString()), e.getMessage());
    }

    @Test
    void consumersThatDoNotFitAreRefused() {
        RingConsumer one = consumers.get(0);
        assertThrows(IllegalArgumentException.class, WaitSet::of);
        assertThrows(IllegalArgumentException.class, () -> WaitSet.of(one, one));
        RingConsumer[] tooMany = Collections.nCopies(128, one).toArray(RingConsumer[]::new);
        assertThrows(IllegalArgumentException.class, () -> WaitSet.of(tooMany));
    }
}
