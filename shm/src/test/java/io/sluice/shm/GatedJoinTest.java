package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The producer of a gated ring goes on as far as it can before each load of a consumer that joins:
 * nothing from the consumer's place on is overwritten or missed.
 */
@Timeout(120)
class GatedJoinTest {
    private static final int CAPACITY = 256;
    private static final int SLOT = 5;

    static {
        AgronaAccess.ensureOpen();
    }

    private final UnsafeBuffer ring =
            new UnsafeBuffer(
                    ByteBuffer.allocateDirect((int) BroadcastLayout.gated(CAPACITY).fileLength()));
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[16]);

    private BroadcastProducer producer;
    private int written; // messages, and the number of the last
    private long read; // the number of the last that was read
    private String where; // for messages

    private void write(int messages) {
        for (int i = 0; i < messages; i++) {
            message.putLong(0, written + 1);
            message.putLong(8, written + 1);
            if (!producer.write(written + 1, message, 0, 8 + written % 9)) {
                return;
            }
            written++;
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Join.class,
            names = {"NEWEST", "OLDEST"})
    void nothingIsOverwrittenOrMissedFromItsPlaceOn(Join join) {
        int disturbed = 0;
        int heldUp = 0;
        for (int before = 0; before < 40; before++) {
            for (int burst = 1; burst < 40; burst += 1 + burst / 8) {
                int n = 0;
                while (isDisturbed(join, before, burst, n)) {
                    n++;
                    heldUp += written < before + burst ? 1 : 0;
                }
                disturbed += n;
            }
        }
        assertTrue(disturbed > 2_000, "only " + disturbed);
        assertTrue(heldUp > 200, "only " + heldUp);
    }

    /** Whether the consumer got as far as its load number n. */
    private boolean isDisturbed(Join join, int before, int burst, int n) {
        where = join + " after " + before + ", burst of " + burst + " at load " + n;
        ring.setMemory(0, ring.capacity(), (byte) 0);
        ring.putLong(SegmentLayout.NONCE, before * 0x1234_5678_9abc_def1L);
        SlotLocks locks = new SlotLocks();
        producer =
                new BroadcastProducer(new Memory(ring), CAPACITY, gates(locks), "join", () -> {});
        written = 0;
        write(before);
        DisturbedMemory memory = new DisturbedMemory(n, ring, () -> write(burst));
        assertTrue(locks.tryTake(SLOT, memory));
        BroadcastCursor cursor = new BroadcastCursor(memory, CAPACITY, "join");
        GatedConsumer consumer = new GatedConsumer(memory, cursor, SLOT, "join", () -> {});
        consumer.join(join);
        int joinedAt = written;
        read = cursor.number() - 1;
        assertTrue(read <= joinedAt && (join == Join.OLDEST || read >= before), where);
        write(CAPACITY);
        boolean quiet;
        int count;
        do {
            quiet = memory.wasDisturbed();
            count = consumer.read(this::check, 3);
        } while (count > 0 || quiet != memory.wasDisturbed());
        assertEquals(written, read, where);
        return memory.wasDisturbed();
    }

    private Gates gates(SlotLocks locks) {
        Gates.Locks kernel =
                new Gates.Locks() {
                    @Override
                    public boolean tryTake(int slot) {
                        return locks.tryTake(slot, producer);
                    }

                    @Override
                    public void giveBack(int slot) {
                        locks.giveBack(slot);
                    }
                };
        return new Gates(new Memory(ring), CAPACITY, kernel, "join");
    }

    private void check(int type, DirectBuffer buffer, int index, int length) {
        read++;
        assertEquals(read, type, where);
        assertEquals(8 + (type - 1) % 9, length, where);
        assertEquals(type, buffer.getLong(index), where);
    }
}
