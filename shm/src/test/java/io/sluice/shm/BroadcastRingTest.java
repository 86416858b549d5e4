package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.ControlledMessageHandler.Action;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BroadcastRingTest {
    private static final int CAPACITY = 1024;
    private static final int PER_RING = CAPACITY / 24; // messages of 8 bytes

    private final SegmentOptions options =
            SegmentOptions.named("BroadcastRingTest-" + ProcessHandle.current().pid());
    private final BroadcastRing ring = BroadcastRing.create(options, CAPACITY);
    private final RingProducer producer = ring.producer();
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[CAPACITY / 8]);
    private final List<Integer> types = new ArrayList<>();
    private final MessageHandler note = (type, buffer, index, length) -> types.add(type);

    @AfterEach
    void cleanUp() {
        ring.close();
        Segment.unlink(options);
    }

    private void write(int from, int to) {
        for (int type = from; type <= to; type++) {
            assertTrue(producer.write(type, message, 0, 8));
        }
    }

    @Test
    void everyConsumerReadsEveryMessage() {
        List<BroadcastConsumer> consumers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            consumers.add(ring.consumer(Join.NEWEST));
        }
        write(1, 3);
        for (BroadcastConsumer consumer : consumers) {
            types.clear();
            assertEquals(3, consumer.read(note, 9));
            assertEquals(List.of(1, 2, 3), types);
            assertEquals(0, consumer.lost());
        }
    }

    @Test
    void consumersJoinAtTheNextTheOldestOrTheLastMessage() {
        write(1, 3);
        BroadcastConsumer newest = ring.consumer(Join.NEWEST);
        BroadcastConsumer oldest = ring.consumer(Join.OLDEST);
        BroadcastConsumer latest = ring.consumer(Join.LATEST_VALUE);
        assertEquals(0, newest.read(note, 9));
        assertEquals(3, oldest.read(note, 9));
        assertEquals(1, latest.read(note, 9));
        assertEquals(List.of(1, 2, 3, 3), types);
        write(4, 4);
        types.clear();
        assertEquals(3, newest.read(note, 9) + oldest.read(note, 9) + latest.read(note, 9));
        assertEquals(List.of(4, 4, 4), types);
    }

    @Test
    void anEmptyRingCanBeJoinedInAnyWay() {
        List<BroadcastConsumer> consumers = new ArrayList<>();
        for (Join join : Join.values()) {
            consumers.add(ring.consumer(join));
        }
        for (BroadcastConsumer consumer : consumers) {
            assertEquals(0, consumer.read(note, 9));
        }
        write(1, 1);
        for (BroadcastConsumer consumer : consumers) {
            assertEquals(1, consumer.read(note, 9));
        }
        assertEquals(List.of(1, 1, 1), types);
    }

    @Test
    void aConsumerThatIsLappedLearnsHowManyItHasLost() {
        BroadcastConsumer consumer = ring.consumer(Join.NEWEST);
        write(1, 10 * PER_RING);
        int read = consumer.read(note, Integer.MAX_VALUE);
        assertEquals(10 * PER_RING, read + consumer.lost());
        assertTrue(read >= PER_RING / 3, "only " + read);
        for (int i = 0; i < read; i++) {
            assertEquals(10 * PER_RING - read + 1 + i, types.get(i));
        }
    }

    @Test
    void whatWasWrittenInTheLastThreeQuartersOfTheRingIsNotLost() {
        write(1, 10 * PER_RING);
        BroadcastConsumer consumer = ring.consumer(Join.NEWEST);
        write(1, PER_RING * 3 / 4);
        assertEquals(PER_RING * 3 / 4, consumer.read(note, Integer.MAX_VALUE));
        assertEquals(0, consumer.lost());
    }

    @Test
    void aConsumerOfTheLatestValueSkipsAndCountsWhatIsOlder() {
        BroadcastConsumer consumer = ring.consumer(Join.LATEST_VALUE);
        write(1, 5);
        assertEquals(1, consumer.read(note, 9));
        assertEquals(List.of(5), types);
        assertEquals(4, consumer.lost());
        write(6, 10 * PER_RING);
        assertEquals(1, consumer.controlledRead((t, b, i, l) -> Action.CONTINUE, 9));
        assertEquals(10 * PER_RING - 2, consumer.lost());
        assertEquals(0, consumer.read(note, 9));
        assertThrows(IllegalArgumentException.class, () -> consumer.read(note, 0));
    }

    @Test
    void anAbortedMessageIsReadAgainOrLost() {
        BroadcastConsumer consumer = ring.consumer(Join.NEWEST);
        write(1, 2);
        assertEquals(0, consumer.controlledRead((t, b, i, l) -> Action.ABORT, 9));
        assertEquals(2, consumer.controlledRead((t, b, i, l) -> Action.COMMIT, 9));
        write(3, 3);
        assertEquals(0, consumer.controlledRead((t, b, i, l) -> Action.ABORT, 9));
        write(4, 10 * PER_RING);
        int read = consumer.read(note, Integer.MAX_VALUE);
        assertEquals(10 * PER_RING, 2 + read + consumer.lost());
    }

    @Test
    void handlersSeeACopyThatTheProducerDoesNotAlter() {
        BroadcastConsumer consumer = ring.consumer(Join.NEWEST);
        message.putLong(0, 7);
        write(1, 1);
        message.putLong(0, 8);
        consumer.read(
                (type, buffer, index, length) -> {
                    write(1, 10 * PER_RING);
                    assertEquals(7, buffer.getLong(index));
                },
                1);
    }

    @Test
    void anOpenBatchHidesItsMessages() {
        BroadcastConsumer consumer = ring.consumer(Join.NEWEST);
        BroadcastConsumer latest = ring.consumer(Join.LATEST_VALUE);
        assertTrue(producer.tryStartBatch(64));
        write(1, 3);
        assertFalse(producer.write(4, message, 0, 8), "more than the batch has room for");
        assertEquals(0, consumer.read(note, 9));
        assertEquals(0, latest.read(note, 9));
        producer.publishBatch();
        assertEquals(3, consumer.read(note, 9));
        assertEquals(1, latest.read(note, 9));
        assertEquals(List.of(1, 2, 3, 3), types);
    }

    @Test
    void messagesOfAnAbortedBatchAreNeverSeen() {
        BroadcastConsumer consumer = ring.consumer(Join.NEWEST);
        for (int i = 0; i < 3 * PER_RING; i++) {
            assertTrue(producer.tryStartBatch(64));
            write(1, 3);
            producer.abortBatch();
            write(4, 4); // where the first was, and as long: the second follows
            assertEquals(1, consumer.read(note, 9));
        }
        assertFalse(types.contains(2));
    }

    @Test
    void messagesOfABatchThatItsProducerNeverPublishedAreNeverSeen() {
        BroadcastConsumer consumer = ring.consumer(Join.NEWEST);
        RingProducer last = producer;
        for (int i = 0; i < 3 * PER_RING; i++) {
            assertTrue(last.tryStartBatch(64));
            for (int type = 1; type <= 3; type++) {
                assertTrue(last.write(type, message, 0, 8));
            }
            last.close();
            last = ring.producer();
            assertTrue(last.write(4, message, 0, 8));
            assertEquals(1, consumer.read(note, 9));
        }
        assertFalse(types.contains(2));
        assertEquals(0, consumer.lost());
    }

    @Test
    void aSecondProducerIsToldWhoTheFirstIs() {
        SegmentException e = assertThrows(SegmentException.class, ring::producer);
        assertTrue(e.getMessage().contains("pid " + ProcessHandle.current().pid()));
        assertEquals(ProcessHandle.current().pid(), ring.producerHolder().orElseThrow().pid());
        producer.close();
        assertTrue(ring.producerHolder().isEmpty());
        ring.producer().close();
    }

    @Test
    void badArgumentsAreRefused() {
        int tooLong = producer.maxMsgLength() + 1;
        assertEquals(CAPACITY / 8 - 16, producer.maxMsgLength());
        assertThrows(IllegalArgumentException.class, () -> producer.tryClaim(0, 8));
        assertThrows(IllegalArgumentException.class, () -> producer.tryClaim(1, tooLong));
        assertThrows(IllegalArgumentException.class, () -> producer.tryStartBatch(tooLong));
        int index = producer.tryClaim(1, 8);
        assertThrows(IllegalStateException.class, () -> producer.commit(index + 8));
        assertThrows(IllegalStateException.class, () -> producer.tryClaim(1, 8));
        producer.commit(index);
        assertThrows(IllegalStateException.class, producer::publishBatch);
        producer.close();
        assertThrows(IllegalStateException.class, () -> producer.tryClaim(1, 8));
        assertThrows(IllegalArgumentException.class, () -> BroadcastRing.create(options, 1000));
        assertThrows(SegmentException.class, () -> GatedRing.open(options));
        assertThrows(SegmentException.class, () -> BroadcastRing.createOrOpen(options, 2048));
    }
}
