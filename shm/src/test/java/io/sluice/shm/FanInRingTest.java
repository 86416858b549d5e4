package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lanes, their holders and their bytes; {@link FanInReadTest} has the consumer's turns. */
@Timeout(60)
class FanInRingTest {
    private static final int LANES = 3;
    private static final int CAPACITY = 1024;
    private static final MessageHandler IGNORE = (type, buffer, index, length) -> {};

    private final SegmentOptions options =
            SegmentOptions.named("FanInRingTest-" + ProcessHandle.current().pid());
    private final FanInRing ring = FanInRing.create(options, LANES, CAPACITY);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[CAPACITY / 8]);

    @AfterEach
    void cleanUp() {
        ring.close();
        Segment.unlink(options);
    }

    private static List<Integer> readAll(RingConsumer consumer) {
        List<Integer> types = new ArrayList<>();
        consumer.read((type, buffer, index, length) -> types.add(type), Integer.MAX_VALUE);
        return types;
    }

    @Test
    void openClaimAndOpenBatchHoldNobodyElseUp() {
        RingProducer claimer = ring.producer();
        RingProducer batcher = ring.producer();
        RingConsumer consumer = ring.consumer();
        int index = claimer.tryClaim(1, 8);
        assertTrue(batcher.tryStartBatch(100));
        assertTrue(batcher.write(2, message, 0, 8));
        assertTrue(batcher.write(3, message, 0, 8));
        assertTrue(ring.producer().write(4, message, 0, 8));
        assertEquals(List.of(4), readAll(consumer));
        batcher.publishBatch();
        assertEquals(List.of(2, 3), readAll(consumer));
        claimer.commit(index);
        assertEquals(List.of(1), readAll(consumer));
    }

    @Test
    void abortedBatchLeavesNothing() {
        RingProducer producer = ring.producer();
        assertTrue(producer.tryStartBatch(100));
        assertTrue(producer.write(1, message, 0, 8));
        producer.abortBatch();
        assertTrue(producer.write(2, message, 0, 8));
        assertEquals(List.of(2), readAll(ring.consumer()));
    }

    @Test
    void fullLaneRefusesAndOthersTakeMore() {
        RingProducer full = ring.producer();
        RingProducer other = ring.producer();
        int written = 0;
        while (full.write(1, message, 0, 8)) {
            written++;
        }
        assertTrue(other.write(2, message, 0, 8));
        RingConsumer consumer = ring.consumer();
        assertEquals(written + 1, consumer.read(IGNORE, Integer.MAX_VALUE));
        assertTrue(full.write(1, message, 0, 8));
    }

    @Test
    void roomIsWaitedForInTheLaneThatIsFull() throws Exception {
        RingProducer full = ring.producer();
        RingConsumer consumer = ring.consumer();
        while (full.write(1, message, 0, 8)) {
            // until it is
        }
        assertFalse(full.awaitRoom(8, 1));
        Thread reader = new Thread(() -> consumer.read(IGNORE, Integer.MAX_VALUE));
        reader.start();
        assertTrue(full.awaitRoom(8, Long.MAX_VALUE));
        reader.join();
    }

    @Test
    void lanesRunOutWithOneErrorThatNamesTheHoldersAndComeBackLowestFirst() throws Exception {
        List<RingProducer> producers = new ArrayList<>();
        try (FanInRing other = FanInRing.open(options)) {
            for (int i = 0; i < LANES; i++) {
                producers.add((i % 2 == 0 ? ring : other).producer());
            }
            assertEquals(LANES, ring.producers().size());
            SegmentException e = assertThrows(SegmentException.class, ring::producer);
            String pid = "pid " + ProcessHandle.current().pid() + " since";
            assertEquals(
                    LANES, e.getMessage().split(pid, -1).length - 1, "holders: " + e.getMessage());
            assertThrows(SegmentException.class, other::producer);
            producers.get(2).close();
            producers.get(1).close();
            assertEquals(1, ring.producers().size());
            RingProducer again = ring.producer();
            assertTrue(again.write(7, message, 0, 8));
            int record = FanInLayout.lane(1, CAPACITY) + SpscLayout.RECORDS;
            assertEquals(7L << 32 | 8, file().getLong(record), "lane 1");
        }
        assertEquals(2, ring.producers().size());
    }

    private UnsafeBuffer file() throws IOException {
        return new UnsafeBuffer(Files.readAllBytes(options.path()));
    }

    @Test
    void whatAClosedProducerLeftIsReadBeforeWhatItsSuccessorWrites() {
        RingProducer first = ring.producer();
        assertTrue(first.write(1, message, 0, 100));
        assertTrue(first.write(2, message, 0, 0));
        assertTrue(first.tryClaim(9, 8) > 0);
        first.close();
        RingProducer second = ring.producer();
        assertTrue(second.write(3, message, 0, 8));
        assertEquals(List.of(1, 2, 3), readAll(ring.consumer()));
        assertThrows(IllegalStateException.class, () -> first.tryClaim(1, 8));
    }

    @Test
    void closingTheRingClosesItsEnds() {
        RingProducer producer = ring.producer();
        RingConsumer consumer = ring.consumer();
        assertThrows(SegmentException.class, ring::consumer);
        assertTrue(ring.consumerHolder().isPresent());
        try (FanInRing other = FanInRing.open(options)) {
            ring.close();
            ring.close();
            assertThrows(IllegalStateException.class, () -> producer.tryClaim(1, 8));
            assertThrows(IllegalStateException.class, () -> consumer.read(IGNORE, 1));
            assertThrows(IllegalStateException.class, ring::producer);
            assertTrue(other.consumerHolder().isEmpty());
            assertTrue(other.producers().isEmpty());
            other.producer().close();
            other.consumer().close();
        }
    }

    @Test
    void ringSaysWhatItIs() {
        try (FanInRing other = FanInRing.open(options)) {
            assertEquals(options.path() + ", 3 lanes of capacity 1024", other.toString());
            assertEquals(LANES, other.lanes());
            assertEquals(CAPACITY, other.capacity());
        }
    }

    @Test
    void otherSizesAndOtherKindsAreRefused() {
        FanInRing.createOrOpen(options, LANES, CAPACITY).close();
        for (int[] sizes : new int[][] {{2, CAPACITY}, {LANES, 2048}}) {
            SegmentException e =
                    assertThrows(
                            SegmentException.class,
                            () -> FanInRing.createOrOpen(options, sizes[0], sizes[1]));
            assertTrue(e.getMessage().contains("in all processes"), e.getMessage());
        }
        SegmentException e =
                assertThrows(SegmentException.class, () -> SpscRing.open(options).close());
        assertTrue(e.getMessage().contains("FAN_IN_RING"), e.getMessage());
    }

    @Test
    void sizesThatCannotBeAreRefused() {
        for (int[] sizes :
                new int[][] {{0, 128}, {256, 128}, {-1, 128}, {1, 100}, {1, 64}, {2, 1 << 30}}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> FanInRing.create(options, sizes[0], sizes[1]),
                    () -> "lanes " + sizes[0] + " of " + sizes[1]);
        }
        assertEquals(255, FanInLayout.lanes(128, (int) FanInLayout.shape(255, 128).fileLength()));
    }

    @Test
    void layoutIsFrozen() throws Exception {
        ring.producer();
        RingProducer producer = ring.producer();
        RingConsumer consumer = ring.consumer();
        message.putByte(0, (byte) 9);
        assertTrue(producer.write(7, message, 0, 1));
        assertEquals(1, consumer.read(IGNORE, 9));
        assertEquals(0, consumer.read(IGNORE, 9));
        assertTrue(producer.write(8, message, 0, 1));
        AgronaRingBuffer adapter = AgronaRingBuffer.of(ring);
        assertEquals(0, adapter.nextCorrelationId());
        adapter.consumerHeartbeatTime(99);
        UnsafeBuffer file = file();
        int lane = 4096 + 8192;
        assertEquals(4096 + 3 * 8192, file.capacity());
        assertEquals(6, file.getInt(16), "kind");
        assertEquals(1024, file.getLong(32), "capacity");
        assertEquals(ProcessHandle.current().pid(), file.getLong(256), "consumer");
        assertEquals(0, file.getInt(2176), "slept");
        assertEquals(0, file.getInt(2304), "sleeping");
        assertEquals(2, file.getInt(2432), "used");
        assertEquals(1, file.getLong(2688), "correlation");
        assertEquals(99, file.getLong(SpscLayout.HEARTBEAT), "heartbeat");
        assertEquals(ProcessHandle.current().pid(), file.getLong(lane + 128), "producer");
        assertEquals(16, file.getLong(lane + 2048), "head");
        assertEquals(7L << 32 | 1, file.getLong(lane + 4096), "first header");
        assertEquals(9, file.getByte(lane + 4104));
        assertEquals(8L << 32 | 1, file.getLong(lane + 4112), "second header");
        assertEquals(1024 + 254, FanInLayout.lock(254));
        assertEquals(4096 + 4096 + (1 << 16) + (1 << 13), FanInLayout.lane(1, 1 << 16));
    }

    @Test
    void usedOutOfRangeIsCorrupt() {
        RingConsumer consumer = ring.consumer();
        ring.producer();
        ring.producer();
        assertEquals(0, consumer.read(IGNORE, 1));
        try (Segment bytes = Segment.open(options, FanInLayout.shape(LANES, CAPACITY))) {
            for (int used : new int[] {1, -1, LANES + 1, Integer.MIN_VALUE}) {
                bytes.buffer().putInt(FanInLayout.USED, used);
                SegmentException e =
                        assertThrows(CorruptSegmentException.class, () -> consumer.read(IGNORE, 1));
                assertTrue(e.getMessage().contains("used=" + used + ","), e.getMessage());
                assertThrows(CorruptSegmentException.class, () -> assertFalse(consumer.await(0)));
            }
        }
        assertThrows(CorruptSegmentException.class, ring::producer);
        assertEquals(2, ring.producers().size(), "the third lane is not free again");
    }

    @Test
    void corruptLaneIsNamedAndTheOthersAreStillRead() {
        RingProducer first = ring.producer();
        RingProducer second = ring.producer();
        RingConsumer consumer = ring.consumer();
        first.buffer().putLong(SpscLayout.RECORDS, -1);
        assertTrue(second.write(2, message, 0, 8));
        SegmentException e = assertThrows(CorruptSegmentException.class, () -> readAll(consumer));
        assertTrue(
                e.getMessage().startsWith(options.path() + ", lane 0, is corrupt"), e.getMessage());
        List<Integer> types = new ArrayList<>();
        assertThrows(
                CorruptSegmentException.class,
                () -> consumer.read((type, buffer, index, length) -> types.add(type), 9));
        assertEquals(List.of(2), types);
    }
}
