package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Producers that wait for room. */
@Timeout(120)
class RoomTest {
    private static final long LONG_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int CAPACITY = 4096;
    private static final int LENGTH = 256;
    private static final MessageHandler IGNORE = (type, buffer, index, length) -> {};

    private final SegmentOptions options =
            SegmentOptions.named("RoomTest-" + ProcessHandle.current().pid());
    private final SegmentOptions manyOptions =
            SegmentOptions.named("RoomTest-many-" + ProcessHandle.current().pid());
    private final SpscRing ring = SpscRing.create(options, CAPACITY);
    private final MpscRing manyRing = MpscRing.create(manyOptions, CAPACITY);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);

    @AfterEach
    void cleanUp() {
        ring.close();
        manyRing.close();
        Segment.unlink(options);
        Segment.unlink(manyOptions);
    }

    private void fill(RingProducer producer) {
        while (producer.write(1, message, 0, LENGTH)) {
            // until it is full
        }
    }

    @Test
    void roomThatIsThereEndsTheWaitAtOnce() throws Exception {
        for (RingProducer producer : List.of(ring.producer(), manyRing.producer())) {
            assertTrue(producer.awaitRoom(0, 0));
            assertTrue(producer.awaitRoom(producer.maxMsgLength(), LONG_NS));
        }
    }

    @Test
    void fullRingEndsTheWaitAtTheTimeoutAndNotBefore() throws Exception {
        for (RingProducer producer : List.of(ring.producer(), manyRing.producer())) {
            fill(producer);
            for (long timeoutNs : new long[] {Long.MIN_VALUE, 0, 1, 30_000_000}) {
                long start = System.nanoTime();
                assertFalse(producer.awaitRoom(LENGTH, timeoutNs));
                assertTrue(System.nanoTime() - start >= timeoutNs, "timeout " + timeoutNs);
            }
        }
    }

    @Test
    void roomIsOnlyWhatTheLengthNeeds() throws Exception {
        RingProducer producer = ring.producer();
        while (producer.awaitRoom(LENGTH, 0)) {
            assertTrue(producer.write(1, message, 0, LENGTH));
        }
        assertFalse(producer.write(1, message, 0, LENGTH));
        while (producer.awaitRoom(8, 0)) {
            assertTrue(producer.write(1, message, 0, 8));
        }
        assertFalse(producer.write(1, message, 0, 8));
    }

    @Test
    void everySleepingProducerIsWokenWheneverThereIsRoom() throws Exception {
        int messages = 3_000;
        int writers = 3;
        List<FutureTask<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            RingProducer producer = manyRing.producer();
            int writer = i;
            FutureTask<Void> task =
                    new FutureTask<>(
                            () -> {
                                UnsafeBuffer own = new UnsafeBuffer(new byte[LENGTH]);
                                for (long next = 0; next < messages; next++) {
                                    own.putLong(0, next);
                                    while (!producer.write(1 + writer, own, 0, LENGTH)) {
                                        assertTrue(producer.awaitRoom(LENGTH, LONG_NS));
                                    }
                                }
                                return null;
                            });
            tasks.add(task);
            new Thread(task).start();
        }
        long[] due = new long[writers];
        RingConsumer consumer = manyRing.consumer();
        MessageHandler inOrder =
                (type, buffer, index, length) ->
                        assertEquals(due[type - 1]++, buffer.getLong(index));
        int read = 0;
        while (read < writers * messages) {
            if (read % 500 == 0) {
                TimeUnit.MILLISECONDS.sleep(2); // all of them sleep
            }
            assertTrue(consumer.await(LONG_NS));
            read += consumer.read(inOrder, 7);
        }
        for (FutureTask<Void> task : tasks) {
            task.get();
        }
    }

    @Test
    void sleepingProducerOfAnSpscRingIsWokenByARelease() throws Exception {
        RingProducer producer = ring.producer();
        RingConsumer consumer = ring.consumer();
        for (int round = 0; round < 200; round++) {
            fill(producer);
            FutureTask<Boolean> waiter =
                    new FutureTask<>(() -> producer.awaitRoom(LENGTH, LONG_NS));
            new Thread(waiter).start();
            while (consumer.read(IGNORE, 3) > 0) {
                // until it is empty
            }
            assertTrue(waiter.get());
        }
    }

    @Test
    void interruptAndCloseEndTheWait() throws Exception {
        RingProducer producer = manyRing.producer();
        fill(producer);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> producer.awaitRoom(LENGTH, LONG_NS));
        FutureTask<Void> waiter =
                new FutureTask<>(
                        () -> {
                            assertThrows(
                                    IllegalStateException.class,
                                    () -> assertFalse(producer.awaitRoom(LENGTH, LONG_NS)));
                            return null;
                        });
        new Thread(waiter).start();
        TimeUnit.MILLISECONDS.sleep(20);
        manyRing.close();
        waiter.get();
    }

    @Test
    void roomIsNotAwaitedWithAClaimOrABatchOpen() {
        for (RingProducer producer : List.of(ring.producer(), manyRing.producer())) {
            int claim = producer.tryClaim(1, 8);
            assertThrows(IllegalStateException.class, () -> producer.awaitRoom(8, 0));
            producer.abort(claim);
            assertTrue(producer.tryStartBatch(64));
            assertThrows(IllegalStateException.class, () -> producer.awaitRoom(8, 0));
            producer.abortBatch();
            assertThrows(
                    IllegalArgumentException.class,
                    () -> producer.awaitRoom(producer.maxMsgLength() + 1, 0));
            assertThrows(IllegalArgumentException.class, () -> producer.awaitRoom(-1, 0));
        }
    }

    @Test
    void batchIsRefusedWhereItDoesNotBelong() {
        for (RingProducer producer : List.of(ring.producer(), manyRing.producer())) {
            assertThrows(IllegalStateException.class, producer::publishBatch);
            assertThrows(IllegalStateException.class, producer::abortBatch);
            int claim = producer.tryClaim(1, 8);
            assertThrows(IllegalStateException.class, () -> producer.tryStartBatch(8));
            producer.abort(claim);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> producer.tryStartBatch(producer.maxMsgLength() + 1));
            assertTrue(producer.tryStartBatch(64));
            assertThrows(IllegalStateException.class, () -> producer.tryStartBatch(64));
            int inBatch = producer.tryClaim(1, 8);
            assertThrows(IllegalStateException.class, producer::publishBatch);
            assertThrows(IllegalStateException.class, producer::abortBatch);
            producer.commit(inBatch);
            producer.publishBatch();
            producer.close();
            assertThrows(IllegalStateException.class, () -> producer.tryStartBatch(8));
            assertThrows(IllegalStateException.class, producer::publishBatch);
        }
    }

    @Test
    void closeWithABatchOpenLeavesNothingToReadAndHoldsNobodyUp() {
        RingProducer closed = manyRing.producer();
        assertTrue(closed.tryStartBatch(64));
        assertTrue(closed.write(1, message, 0, 8));
        RingProducer other = manyRing.producer();
        assertTrue(other.write(2, message, 0, 8));
        closed.close();
        int[] type = new int[1];
        assertEquals(1, manyRing.consumer().read((t, buffer, index, length) -> type[0] = t, 9));
        assertEquals(2, type[0]);
    }

    @Test
    void consumerClosedInTheMiddleOfABatchIsSucceededByOneThatReadsTheRest() {
        for (boolean many : new boolean[] {false, true}) {
            RingProducer producer = many ? manyRing.producer() : ring.producer();
            assertTrue(producer.tryStartBatch(200));
            for (int i = 1; i <= 5; i++) {
                assertTrue(producer.write(i, message, 0, i % 2 * 8));
            }
            producer.publishBatch();
            List<Integer> types = new ArrayList<>();
            MessageHandler note = (type, buffer, index, length) -> types.add(type);
            for (int limit : new int[] {1, 2, 9}) {
                try (RingConsumer consumer = many ? manyRing.consumer() : ring.consumer()) {
                    consumer.read(note, limit);
                }
            }
            assertEquals(List.of(1, 2, 3, 4, 5), types);
        }
    }
}
