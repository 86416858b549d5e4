package io.sluice.benchmarks;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A message of a soak. Its length and all its bytes follow from these three.
 *
 * @param producer who wrote it, from 0
 * @param life which of the processes that were this producer one after the other, from 1
 * @param sequence its number among all of this producer's, from 0
 */
record SoakMessage(int producer, int life, long sequence) {
    static final int LONGEST = 1200;
    static final int TYPE = 1;

    /** Room for a batch. */
    static final int BATCH_ROOM = 400;

    private static final int HEADER = 16;
    private static final int SHORT = 80;
    private static final int BATCH = 3;
    private static final int PERIOD = 7;
    private static final int FIRST_OF_BATCH = 3;
    private static final long GOLDEN = 0x9e37_79b9_7f4a_7c15L;

    private static final int LIFE_SHIFT = 40;
    private static final int PRODUCER_SHIFT = 61;
    private static final long SEQUENCE_MASK = (1L << LIFE_SHIFT) - 1;
    private static final int LIFE_MASK = (1 << (PRODUCER_SHIFT - LIFE_SHIFT)) - 1;

    /** The one that these bytes say they are. */
    static SoakMessage at(DirectBuffer buffer, int index, int length) {
        if (length < HEADER) {
            return new SoakMessage(-1, -1, -1);
        }
        return new SoakMessage(
                buffer.getInt(index), buffer.getInt(index + 4), buffer.getLong(index + 8));
    }

    /** In one long, which is never 0. */
    long packed() {
        return ((long) producer << PRODUCER_SHIFT) | ((long) life << LIFE_SHIFT) | sequence;
    }

    static SoakMessage unpacked(long packed) {
        return new SoakMessage(
                (int) (packed >>> PRODUCER_SHIFT),
                (int) (packed >>> LIFE_SHIFT) & LIFE_MASK,
                packed & SEQUENCE_MASK);
    }

    /** How many are published together with this one, if it is the first of them. */
    int together() {
        return sequence % PERIOD == FIRST_OF_BATCH ? BATCH : 1;
    }

    private boolean isInBatch() {
        long inPeriod = sequence % PERIOD;
        return inPeriod >= FIRST_OF_BATCH && inPeriod < FIRST_OF_BATCH + BATCH;
    }

    SoakMessage next() {
        return new SoakMessage(producer, life, sequence + 1);
    }

    int length() {
        long mixed = key();
        boolean isLong = (mixed >>> 60) == 0 && !isInBatch();
        return HEADER + (int) ((mixed >>> 33) % (isLong ? LONGEST - HEADER : SHORT));
    }

    void write(MutableDirectBuffer buffer, int index) {
        buffer.putInt(index, producer);
        buffer.putInt(index + 4, life);
        buffer.putLong(index + 8, sequence);
        int length = length();
        long key = key();
        for (int i = HEADER; i < length; i++) {
            buffer.putByte(index + i, expected(key, i));
        }
    }

    /** The first byte that is not its own, or -1 if all are. */
    int firstAltered(DirectBuffer buffer, int index) {
        int length = length();
        long key = key();
        for (int i = HEADER; i < length; i++) {
            if (buffer.getByte(index + i) != expected(key, i)) {
                return i;
            }
        }
        return -1;
    }

    private long key() {
        long mixed = (sequence * 31 + life) * 31 + producer;
        mixed = (mixed ^ (mixed >>> 29)) * GOLDEN;
        mixed = (mixed ^ (mixed >>> 32)) * GOLDEN;
        return mixed ^ (mixed >>> 29);
    }

    private static byte expected(long key, int index) {
        return (byte) ((key + index * GOLDEN) >>> 32);
    }

    @Override
    public String toString() {
        return "message " + sequence + " of producer " + producer + "'s life " + life;
    }
}
