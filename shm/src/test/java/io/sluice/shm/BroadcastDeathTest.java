package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deaths of the producer that the sweep hits seldom or not at all. */
class BroadcastDeathTest {
    private static final int CAPACITY = 512;

    static {
        AgronaAccess.ensureOpen();
    }

    private final UnsafeBuffer ring =
            new UnsafeBuffer(
                    ByteBuffer.allocateDirect((int) BroadcastLayout.gated(CAPACITY).fileLength()));
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[64]);

    @BeforeEach
    void nonce() {
        ring.putLong(SegmentLayout.NONCE, 7);
    }

    /** One of a gated ring whose consumers all live. */
    private BroadcastProducer producer(Memory memory) {
        Gates.Locks living =
                new Gates.Locks() {
                    @Override
                    public boolean tryTake(int slot) {
                        return false;
                    }

                    @Override
                    public void giveBack(int slot) {
                        throw new AssertionError("was never taken");
                    }
                };
        Gates gates = new Gates(memory, CAPACITY, living, "dead");
        return new BroadcastProducer(memory, CAPACITY, gates, "dead", () -> {});
    }

    private LossyConsumer consumer(Join join) {
        Memory memory = new Memory(ring);
        Sleep sleep = BroadcastLayout.sleepOnMessages(memory);
        return new LossyConsumer(memory, CAPACITY, join, sleep, "dead");
    }

    /** Memory of a producer that dies when it has published, before it stores latest. */
    private static final class DyingMemory extends Memory {
        private boolean attached;

        DyingMemory(UnsafeBuffer buffer) {
            super(buffer);
        }

        @Override
        void putLongRelease(int index, long value) {
            if (attached && index == BroadcastLayout.LATEST) {
                throw new CrashingMemory.Crash();
            }
            super.putLongRelease(index, value);
        }
    }

    @Test
    void deathsBeforeLatestIsStoredDoNotAddUp() {
        for (int published = 1; published < 200; published++) {
            DyingMemory memory = new DyingMemory(ring);
            BroadcastProducer producer = producer(memory);
            memory.attached = true;
            assertThrows(
                    CrashingMemory.Crash.class,
                    () -> assertTrue(producer.write(1, message, 0, 40)));
            LossyConsumer latest = consumer(Join.LATEST_VALUE);
            assertEquals(1, latest.read((type, buffer, index, length) -> {}, 1));
            assertEquals(published + 1, latest.cursor.number());
        }
    }

    @Test
    void reservationOfADeadProducerIsNotALicence() {
        GatedConsumer slow = join();
        BroadcastProducer first = producer(new Memory(ring));
        int written = 0;
        while (first.write(1, message, 0, 40)) { // the last call reserves, and is refused
            written++;
        }
        BroadcastProducer second = producer(new Memory(ring));
        assertFalse(second.write(2, message, 0, 40));
        List<Integer> types = new ArrayList<>();
        assertEquals(written, slow.read((t, b, index, l) -> types.add(t), 100));
        assertFalse(types.contains(2));
    }

    private GatedConsumer join() {
        Memory memory = new Memory(ring);
        BroadcastCursor cursor = new BroadcastCursor(memory, CAPACITY, "dead");
        GatedConsumer consumer = new GatedConsumer(memory, cursor, 0, "dead", () -> {});
        consumer.join(Join.NEWEST);
        return consumer;
    }

    @Test
    void stampOfADeadBatchRightBehindTheLimitIsNotTakenForAMessage() {
        BroadcastProducer first = producer(new Memory(ring));
        while (ring.getLong(BroadcastLayout.LATEST) < CAPACITY - 80) {
            assertTrue(first.write(1, message, 0, 8)); // 24 bytes of record
        }
        assertTrue(first.write(1, message, 0, 16)); // ends at 488
        assertTrue(first.tryStartBatch(48));
        assertTrue(first.write(2, message, 0, 8)); // ends at 512
        assertTrue(first.write(2, message, 0, 0));
        // Somebody joins, and may not write beyond its gate: a ring from position 0.
        ring.putLong(BroadcastLayout.gate(3), BroadcastLayout.JOINING);
        LossyConsumer consumer = consumer(Join.OLDEST);
        BroadcastProducer second = producer(new Memory(ring));
        List<Integer> types = new ArrayList<>();
        boolean accepted = second.write(3, message, 0, 8);
        consumer.read((type, buffer, index, length) -> types.add(type), 100);
        assertFalse(types.contains(2), "never published");
        ring.putLong(BroadcastLayout.gate(3), 0);
        assertTrue(accepted || second.write(3, message, 0, 8));
        assertTrue(second.write(4, message, 0, 0));
        consumer.read((type, buffer, index, length) -> types.add(type), 100);
        assertFalse(types.contains(2), "never published");
        assertEquals(List.of(3, 4), types.subList(types.size() - 2, types.size()));
    }
}
