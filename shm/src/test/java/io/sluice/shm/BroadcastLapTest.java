package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The producer of a lossy ring writes a burst before each load of a consumer, and in the middle of
 * each copy: what is delivered is whole, and with what is lost it is what was written.
 */
@Timeout(300)
class BroadcastLapTest {
    private static final int CAPACITY = 256;
    private static final int MESSAGES_BETWEEN = 4;

    static {
        AgronaAccess.ensureOpen();
    }

    private final UnsafeBuffer ring =
            new UnsafeBuffer(
                    ByteBuffer.allocateDirect((int) BroadcastLayout.lossy(CAPACITY).fileLength()));
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[CAPACITY]);

    private BroadcastProducer producer;
    private long written; // messages, and the number of the last
    private long delivered; // to the consumer since it joined
    private String where; // for messages

    private void write(int messages) {
        for (int i = 0; i < messages; i++) {
            long number = ++written;
            int length = length(number);
            for (int j = 0; j < length; j++) {
                message.putByte(j, expected(number, j));
            }
            assertTrue(producer.write((int) number, message, 0, length));
        }
    }

    private static int length(long number) {
        return (int) (number * 11 % (BroadcastLayout.maxMsgLength(CAPACITY) + 1));
    }

    private static byte expected(long number, int index) {
        return (byte) (number * 31 + index);
    }

    @ParameterizedTest
    @EnumSource
    void deliveredAndLostMakeWhatWasWrittenHoweverQuickTheProducer(Join join) {
        int disturbed = 0;
        int lossy = 0;
        for (int before = 0; before < 30; before += 1 + before / 8) {
            for (int burst = 1; burst < 50; burst += 1 + burst / 10) {
                int n = 0;
                while (isDisturbed(join, before, burst, n)) {
                    n++;
                    lossy += written > delivered + before ? 1 : 0;
                }
                disturbed += n;
            }
        }
        assertTrue(disturbed > 5_000, "only " + disturbed);
        assertTrue(lossy > 1_000, "only " + lossy);
    }

    /** Whether the consumer got as far as its load number n. */
    private boolean isDisturbed(Join join, int before, int burst, int n) {
        where = join + " after " + before + ", burst of " + burst + " at load " + n;
        ring.setMemory(0, ring.capacity(), (byte) 0);
        ring.putLong(SegmentLayout.NONCE, before * 0x1234_5678_9abc_def1L);
        producer =
                new BroadcastProducer(
                        new Memory(ring), CAPACITY, (at, end) -> Long.MAX_VALUE, "lap", () -> {});
        written = 0;
        delivered = 0;
        write(before);
        DisturbedMemory memory = new DisturbedMemory(n, ring, () -> write(burst));
        Sleep sleep = BroadcastLayout.sleepOnMessages(memory);
        LossyConsumer consumer = new LossyConsumer(memory, CAPACITY, join, sleep, "lap");
        long first = consumer.cursor.number();
        requireFirst(join, first, before);
        write(MESSAGES_BETWEEN);
        int read;
        boolean quiet;
        do {
            quiet = memory.wasDisturbed();
            read =
                    consumer.read(
                            (type, buffer, index, length) -> {
                                assertEquals(first + delivered + consumer.lost(), type, where);
                                check(type, buffer, index, length);
                                delivered++;
                            },
                            3);
        } while (read > 0 || quiet != memory.wasDisturbed());
        long last = first + delivered + consumer.lost() - 1;
        assertEquals(written, last, where);
        return memory.wasDisturbed();
    }

    private void requireFirst(Join join, long first, int before) {
        long least =
                switch (join) {
                    case NEWEST -> before + 1;
                    case OLDEST -> 1;
                    case LATEST_VALUE -> Math.max(1, before);
                };
        long most = join == Join.NEWEST ? written + 1 : Math.max(1, written);
        assertTrue(least <= first && first <= most, () -> where + " joined at " + first);
    }

    private void check(int number, DirectBuffer buffer, int index, int length) {
        assertEquals(length(number), length, where);
        for (int i = 0; i < length; i++) {
            assertEquals(expected(number, i), buffer.getByte(index + i), where);
        }
    }

    @Test
    void aHalfWrittenRecordCountsAsOverwriting() {
        where = "claimed over the consumer's place";
        ring.putLong(SegmentLayout.NONCE, 1);
        producer =
                new BroadcastProducer(
                        new Memory(ring), CAPACITY, (at, end) -> Long.MAX_VALUE, "lap", () -> {});
        Memory memory = new Memory(ring);
        Sleep sleep = BroadcastLayout.sleepOnMessages(memory);
        LossyConsumer consumer = new LossyConsumer(memory, CAPACITY, Join.NEWEST, sleep, "lap");
        while (ring.getLong(BroadcastLayout.RESERVED) <= CAPACITY) {
            write(1);
            producer.abort(producer.tryClaim(1, 16));
        }
        consumer.read(
                (type, buffer, index, length) -> {
                    assertEquals(1 + delivered + consumer.lost(), type);
                    check(type, buffer, index, length);
                    delivered++;
                },
                100);
        assertTrue(consumer.lost() > 0, "the first record was reserved for another");
        assertEquals(written, delivered + consumer.lost());
    }
}
