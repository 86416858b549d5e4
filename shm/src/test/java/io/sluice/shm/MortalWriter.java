package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A producer of the MPSC ring that dies at one of its stores: it writes, claims, aborts and batches
 * messages whose lengths and bytes follow from their numbers.
 */
final class MortalWriter {
    /** Messages that it writes; with another's more than three laps. */
    static final int MESSAGES = 30;

    private static final int CAPACITY = MpscCrashSweepTest.CAPACITY;
    private static final int BATCH = 3;
    private static final int BATCH_LENGTH = 400;

    final int slot;
    private final int dyingAt;
    private int next; // the message to write
    private MpscProducer producer;

    /** Writes from message {@code next} on. */
    MortalWriter(int slot, int dyingAt, int next) {
        this.slot = slot;
        this.dyingAt = dyingAt;
        this.next = next;
    }

    int next() {
        return next;
    }

    /** Whether the writer dies in this turn. */
    boolean dies(AtomicBuffer memory, boolean[] alive, int messages) {
        try {
            if (producer == null) {
                alive[slot] = true;
                producer =
                        new MpscProducer(
                                new CrashingMemory(dyingAt, memory),
                                CAPACITY,
                                slot,
                                "swept",
                                () -> {});
            }
            for (int i = 0; i < messages && next < MESSAGES && write(); i++) {
                next += together(next);
            }
            return false;
        } catch (CrashingMemory.Crash e) {
            alive[slot] = false;
            return true;
        }
    }

    private boolean write() {
        int length = length(slot, next);
        int type = 1 + slot * 1000 + next;
        if (together(next) > 1) {
            return writeBatch();
        }
        if (next % 3 != 0) {
            UnsafeBuffer message = new UnsafeBuffer(new byte[length]);
            fill(message, 0, type, length);
            return producer.write(type, message, 0, length);
        }
        if (next % 2 == 0) {
            int dropped = producer.tryClaim(type, length);
            if (dropped < 0) {
                return false;
            }
            producer.abort(dropped);
        }
        int index = producer.tryClaim(type, length);
        if (index < 0) {
            return false;
        }
        fill(producer.buffer(), index, type, length);
        producer.commit(index);
        return true;
    }

    private boolean writeBatch() {
        if (next % 4 == 0) {
            if (!producer.tryStartBatch(BATCH_LENGTH)) {
                return false;
            }
            producer.abortBatch();
        }
        if (!producer.tryStartBatch(BATCH_LENGTH)) {
            return false;
        }
        for (int i = 0; i < BATCH; i++) {
            int length = length(slot, next + i);
            int type = 1 + slot * 1000 + next + i;
            UnsafeBuffer message = new UnsafeBuffer(new byte[length]);
            fill(message, 0, type, length);
            assertTrue(producer.write(type, message, 0, length), "a batch has no room");
        }
        producer.publishBatch();
        return true;
    }

    /** How many messages are published together with this one, the first of them. */
    static int together(int message) {
        return message % 10 == 4 ? BATCH : 1;
    }

    /** Those of a batch are short enough for it. */
    static int length(int slot, int message) {
        int length = (slot * 97 + message * 53) % (MpscLayout.maxMsgLength(CAPACITY) + 1);
        boolean inBatch = message % 10 >= 4 && message % 10 < 4 + BATCH;
        return inBatch ? length % (BATCH_LENGTH / BATCH - 24) : length;
    }

    private static void fill(MutableDirectBuffer buffer, int index, int type, int length) {
        for (int i = 0; i < length; i++) {
            buffer.putByte(index + i, (byte) (type * 7 + i));
        }
    }
}
