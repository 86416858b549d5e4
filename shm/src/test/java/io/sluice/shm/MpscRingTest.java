package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MpscRingTest {
    private static final int CAPACITY = 4096;
    private static final MessageHandler IGNORE = (type, buffer, index, length) -> {};

    private final SegmentOptions options =
            SegmentOptions.named("MpscRingTest-" + ProcessHandle.current().pid());
    private final MpscRing ring = MpscRing.create(options, CAPACITY);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[CAPACITY / 8]);

    @AfterEach
    void cleanUp() {
        ring.close();
        Segment.unlink(options);
    }

    @Test
    void messagesOfManyProducersArriveInTheOrderOfTheirClaims() {
        RingProducer first = ring.producer();
        RingProducer second = ring.producer();
        RingConsumer consumer = ring.consumer();
        int index = first.tryClaim(1, 8);
        assertTrue(second.write(2, message, 0, 8));
        List<Integer> types = new ArrayList<>();
        MessageHandler note = (type, buffer, at, length) -> types.add(type);
        assertEquals(0, consumer.read(note, 9));
        first.commit(index);
        assertEquals(2, consumer.read(note, 9));
        assertEquals(List.of(1, 2), types);
    }

    @Test
    void abortedClaimsFreeTheirRoomWhileTheConsumerOnlyWaits() throws Exception {
        RingProducer producer = ring.producer();
        RingConsumer consumer = ring.consumer();
        for (int i = 0; i < 1000; i++) {
            int index = producer.tryClaim(1, 8);
            assertTrue(index > 0, "refused after " + i);
            producer.abort(index);
            assertFalse(consumer.await(0));
        }
    }

    @Test
    void closingAProducerAbortsItsClaim() {
        RingProducer producer = ring.producer();
        assertTrue(producer.tryClaim(1, 100) > 0);
        try (RingProducer other = ring.producer()) {
            assertTrue(other.write(2, message, 0, 8));
        }
        RingConsumer consumer = ring.consumer();
        assertEquals(0, consumer.read(IGNORE, 9));
        producer.close();
        assertEquals(1, consumer.read(IGNORE, 9));
    }

    @Test
    void openClaimNamesWhoHoldsTheConsumerUp() {
        RingProducer producer = ring.producer();
        assertTrue(ring.openClaim().isEmpty());
        int index = producer.tryClaim(1, 100);
        MpscRing.OpenClaim open = ring.openClaim().orElseThrow();
        assertEquals(ProcessHandle.current().pid(), open.producer().pid());
        producer.commit(index);
        assertTrue(ring.openClaim().isEmpty());
    }

    @Test
    void slotsRunOutWithOneErrorAndComeBack() {
        List<RingProducer> producers = new ArrayList<>();
        for (int i = 0; i < MpscLayout.MAX_PRODUCERS; i++) {
            producers.add(ring.producer());
        }
        assertEquals(MpscLayout.MAX_PRODUCERS, ring.producers().size());
        SegmentException e = assertThrows(SegmentException.class, ring::producer);
        assertTrue(e.getMessage().contains("255 producers"), e.getMessage());
        producers.get(100).close();
        assertTrue(ring.producer().write(1, message, 0, 8));
    }

    @Test
    void fullRingRefusesAndNothingIsLost() {
        RingProducer producer = ring.producer();
        int written = 0;
        while (producer.write(1, message, 0, 8)) {
            written++;
        }
        assertEquals(CAPACITY / MpscLayout.GRANULE, written);
        RingConsumer consumer = ring.consumer();
        assertEquals(written, consumer.read(IGNORE, Integer.MAX_VALUE));
        assertTrue(producer.write(1, message, 0, 8));
    }

    @Test
    void badArgumentsAreRefused() {
        RingProducer producer = ring.producer();
        int tooLong = producer.maxMsgLength() + 1;
        assertThrows(
                IllegalArgumentException.class, () -> producer.tryClaim(0, 8), "a type below 1");
        assertThrows(IllegalArgumentException.class, () -> producer.tryClaim(1, tooLong));
        assertThrows(IllegalArgumentException.class, () -> producer.tryClaim(1, -1));
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> assertTrue(producer.write(1, message, message.capacity() - 1, 8)));
        assertTrue(ring.openClaim().isEmpty(), "a refused write has claimed");
        int index = producer.tryClaim(1, 8);
        assertThrows(IllegalStateException.class, () -> producer.commit(index + 8));
        assertThrows(IllegalStateException.class, () -> producer.tryClaim(1, 8));
        producer.close();
        assertThrows(IllegalStateException.class, () -> producer.commit(index));
        assertThrows(IllegalArgumentException.class, () -> MpscRing.create(options, 5000));
    }

    @Test
    void anSpscRingIsNotAnMpscRing() {
        SegmentException e =
                assertThrows(SegmentException.class, () -> SpscRing.open(options).close());
        assertTrue(e.getMessage().contains("MPSC_RING"), e.getMessage());
    }

    @Test
    void layoutIsFrozen() throws Exception {
        RingProducer producer = ring.producer();
        message.putByte(0, (byte) 9);
        assertTrue(producer.write(7, message, 0, 1));
        AgronaRingBuffer adapter = AgronaRingBuffer.of(ring);
        assertEquals(0, adapter.nextCorrelationId());
        adapter.consumerHeartbeatTime(99);
        UnsafeBuffer file = new UnsafeBuffer(Files.readAllBytes(options.path()));
        int claims = 12288;
        int records = 16384;
        assertEquals(3, file.getInt(16), "kind");
        assertEquals(0, file.getLong(2432), "tail, stored once in 1024");
        assertEquals(1, file.getLong(2688), "correlation");
        assertEquals(99, file.getLong(2944), "heartbeat");
        assertEquals(ProcessHandle.current().pid(), file.getLong(4096 + 32), "slot 1");
        assertEquals(1L << 22 | 1 << 8 | 1, file.getLong(claims), "lap 1, one granule, owner 1");
        assertEquals(7L << 32 | 1, file.getLong(records + 8), "header");
        assertEquals(9, file.getByte(records + 16));
        for (int i = 1; i < 16; i++) {
            assertTrue(producer.write(7, message, 0, 1));
        }
        assertEquals(1024, producer.buffer().getLong(2432), "tail");
        assertEquals(records + 4096 + 512, file.capacity());
    }
}
