package io.sluice.shm;

import org.agrona.MutableDirectBuffer;

/** The messages of the SPSC ring's crash sweep: what follows from their numbers. */
final class SweptMessages {
    private static final int BATCH = 3;
    private static final int MOST_LENGTH = SpscCrashSweepTest.CAPACITY / 8;

    private SweptMessages() {}

    /** Those of a batch are short enough for it. */
    static int length(int message) {
        return message * 7 % (MOST_LENGTH + 1) / (isInBatch(message) ? 13 : 1);
    }

    /** Of each ten messages three make a batch. */
    static boolean startsBatch(int message) {
        return message % 10 == 4;
    }

    private static boolean isInBatch(int message) {
        return message % 10 >= 4 && message % 10 < 4 + BATCH;
    }

    /** How many messages are published together with this one, the first of them. */
    static int together(int message) {
        return startsBatch(message) ? BATCH : 1;
    }

    static void fill(MutableDirectBuffer buffer, int index, int length, int message) {
        for (int i = 0; i < length; i++) {
            buffer.putByte(index + i, (byte) (message + i));
        }
    }
}
