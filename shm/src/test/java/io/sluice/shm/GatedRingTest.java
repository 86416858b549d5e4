package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.ControlledMessageHandler.Action;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GatedRingTest {
    private static final int CAPACITY = 1024;
    private static final MessageHandler IGNORE = (type, buffer, index, length) -> {};
    private static final long LONG_NS = TimeUnit.SECONDS.toNanos(30);

    private final SegmentOptions options =
            SegmentOptions.named("GatedRingTest-" + ProcessHandle.current().pid());
    private final GatedRing ring = GatedRing.create(options, CAPACITY);
    private final RingProducer producer = ring.producer();
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[CAPACITY / 8]);
    private final List<Integer> types = new ArrayList<>();

    @AfterEach
    void cleanUp() {
        ring.close();
        Segment.unlink(options);
    }

    private int fill() {
        int written = 0;
        while (producer.write(1 + written, message, 0, 8)) {
            written++;
        }
        return written;
    }

    @Test
    void theProducerIsFullARingAheadOfTheSlowest() {
        RingConsumer quick = ring.consumer();
        RingConsumer slow = ring.consumer();
        int written = fill();
        assertEquals(CAPACITY / 24, written);
        assertEquals(written, quick.read(IGNORE, Integer.MAX_VALUE));
        assertEquals(0, fill());
        slow.controlledRead((type, buffer, index, length) -> Action.COMMIT, 1);
        assertEquals(1, fill());
        assertEquals(written, slow.read((t, b, i, l) -> types.add(t), Integer.MAX_VALUE));
        assertEquals(2, types.get(0));
        assertEquals(1, types.get(written - 1));
    }

    @Test
    void withoutConsumersTheProducerIsNeverFull() {
        for (int i = 0; i < 1000; i++) {
            assertTrue(producer.write(1, message, 0, 8));
        }
        RingConsumer consumer = ring.consumer();
        fill();
        consumer.close();
        assertTrue(producer.write(1, message, 0, 8));
    }

    @Test
    void aConsumerMayJoinAtTheOldestMessage() {
        for (int i = 1; i <= 1000; i++) {
            assertTrue(producer.write(i, message, 0, 8));
        }
        RingConsumer consumer = ring.consumer(Join.OLDEST);
        int more = fill();
        assertTrue(more < CAPACITY / 24 / 2, "it is not held back");
        int read = consumer.read((t, b, i, l) -> types.add(t), Integer.MAX_VALUE);
        assertTrue(read > CAPACITY / 24 / 2, "joined too late");
        for (int i = 0; i < read - more; i++) {
            assertEquals(1000 - read + more + 1 + i, types.get(i));
        }
        assertThrows(IllegalArgumentException.class, () -> ring.consumer(Join.LATEST_VALUE));
    }

    @Test
    void slotsRunOutWithOneErrorAndComeBack() {
        List<RingConsumer> consumers = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            consumers.add(ring.consumer());
        }
        assertEquals(64, ring.consumers().size());
        SegmentException e = assertThrows(SegmentException.class, ring::consumer);
        assertTrue(e.getMessage().contains("64 consumers"), e.getMessage());
        consumers.get(10).close();
        assertEquals(63, ring.consumers().size());
        assertEquals(0, ring.consumer().read(IGNORE, 1));
    }

    @Test
    void laggardNamesWhoHoldsTheProducerUp() {
        assertTrue(ring.laggard().isEmpty());
        RingConsumer consumer = ring.consumer();
        assertTrue(ring.laggard().isEmpty());
        fill();
        GatedRing.Laggard laggard = ring.laggard().orElseThrow();
        assertEquals(ProcessHandle.current().pid(), laggard.consumer().pid());
        assertEquals(0, laggard.position());
        consumer.controlledRead((type, buffer, index, length) -> Action.COMMIT, 1);
        assertEquals(24, ring.laggard().orElseThrow().position());
        consumer.close();
        assertTrue(ring.laggard().isEmpty());
    }

    @Test
    void aGateWithoutAHolderIsClearedWithinMilliseconds() {
        RingConsumer living = ring.consumer();
        try (Segment other =
                Segment.open(options, SegmentShape.anyCapacity(SegmentKind.GATED_RING))) {
            // What one leaves that dies after it has joined.
            other.buffer().putLong(BroadcastLayout.gate(7), 1);
        }
        int written = fill();
        living.read(IGNORE, Integer.MAX_VALUE);
        long deadlineNs = System.nanoTime() + LONG_NS;
        while (!producer.write(1, message, 0, 8)) {
            assertTrue(System.nanoTime() < deadlineNs, "not evicted after " + written);
        }
        assertEquals(1, ring.consumers().size());
        assertEquals(1, living.read(IGNORE, 9));
    }

    @Test
    void awaitRoomEndsWhenTheSlowestHasReadAndWhenItCloses() throws Exception {
        RingConsumer consumer = ring.consumer();
        for (int i = 0; i < 2; i++) {
            fill();
            assertFalse(producer.awaitRoom(8, 1_000_000));
            boolean close = i == 1;
            AtomicReference<Throwable> fault = new AtomicReference<>();
            Thread reader =
                    new Thread(
                            () -> {
                                try {
                                    TimeUnit.MILLISECONDS.sleep(20);
                                    if (close) {
                                        consumer.close();
                                    } else {
                                        consumer.read(IGNORE, Integer.MAX_VALUE);
                                    }
                                } catch (InterruptedException e) {
                                    fault.set(e);
                                }
                            });
            reader.start();
            assertTrue(producer.awaitRoom(8, LONG_NS));
            reader.join();
            assertEquals(null, fault.get());
        }
    }

    @Test
    void messagesOfABatchThatItsProducerNeverPublishedAreNeverSeen() {
        RingConsumer consumer = ring.consumer();
        RingProducer last = producer;
        for (int i = 0; i < CAPACITY; i++) {
            assertTrue(last.tryStartBatch(64));
            for (int type = 1; type <= 3; type++) {
                assertTrue(last.write(type, message, 0, 8));
            }
            last.close();
            last = ring.producer();
            assertTrue(last.write(4, message, 0, 8));
            assertEquals(1, consumer.read((t, b, at, l) -> types.add(t), 9));
        }
        assertFalse(types.contains(2));
    }

    @Test
    void aConsumerCanBeAwaited() throws Exception {
        RingConsumer consumer = ring.consumer();
        assertFalse(consumer.await(0, 1_000_000));
        assertTrue(producer.write(1, message, 0, 8));
        assertTrue(consumer.await(0, LONG_NS));
    }
}
