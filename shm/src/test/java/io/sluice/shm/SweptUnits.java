package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** What {@link BroadcastCrashSweepTest} writes: messages by number, some of them in batches. */
final class SweptUnits {
    static final int BATCH = 3;
    static final int LONGEST = 112;

    private static final int LONGEST_IN_BATCH = 6;

    private SweptUnits() {}

    /** Whether the unit that begins with a message is a batch. */
    static boolean isBatch(int unit) {
        return unit % 12 == 3 || unit % 12 == 6;
    }

    /** The first message after a unit. */
    static int end(int unit) {
        return unit + (isBatch(unit) ? BATCH : 1);
    }

    static int length(int number) {
        boolean inBatch = isBatch(number / BATCH * BATCH);
        return inBatch ? number * 5 % LONGEST_IN_BATCH : number * 13 % (LONGEST + 1);
    }

    static void fill(MutableDirectBuffer buffer, int index, int length, int number) {
        for (int i = 0; i < length; i++) {
            buffer.putByte(index + i, (byte) (number * 7 + i));
        }
    }

    static void check(int number, DirectBuffer buffer, int index, int length, String where) {
        assertEquals(length(number), length, where);
        for (int i = 0; i < length; i++) {
            assertEquals((byte) (number * 7 + i), buffer.getByte(index + i), where);
        }
    }
}
