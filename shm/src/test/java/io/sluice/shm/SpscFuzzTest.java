package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import java.nio.ByteBuffer;
import java.util.Random;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Random bytes over a ring's fields and records: one clear exception, no hang, no byte outside. */
@Timeout(300)
class SpscFuzzTest {
    private static final ControlledMessageHandler.Action[] ACTIONS =
            ControlledMessageHandler.Action.values();
    private static final int SEEDS = 10_000;
    private static final int CAPACITY = 512;
    private static final int GUARD = 4096;
    private static final long PATTERN = 0x5aa5_5aa5_5aa5_5aa5L;

    static {
        AgronaAccess.ensureOpen();
    }

    private final int length = (int) SpscLayout.shape(CAPACITY).fileLength();
    private final UnsafeBuffer all = new UnsafeBuffer(ByteBuffer.allocateDirect(length + GUARD));
    private final UnsafeBuffer ring = new UnsafeBuffer(all, 0, length);
    private int corruptions;

    @Test
    void randomBytesAreRefusedOrReadAndNothingElseHappens() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            all.setMemory(0, length, (byte) 0);
            for (int i = length; i < length + GUARD; i += Long.BYTES) {
                all.putLong(i, PATTERN);
            }
            SpscProducer producer =
                    new SpscProducer(new Memory(ring), CAPACITY, "fuzzed", () -> {});
            SpscConsumer consumer =
                    new SpscConsumer(new Memory(ring), CAPACITY, "fuzzed", () -> {});
            exercise(random, producer, consumer);
            scribble(random);
            exercise(random, producer, consumer);
            try {
                producer = new SpscProducer(new Memory(ring), CAPACITY, "fuzzed", () -> {});
                exercise(random, producer, consumer);
            } catch (CorruptSegmentException e) {
                corruption(e);
            }
            try {
                consumer = new SpscConsumer(new Memory(ring), CAPACITY, "fuzzed", () -> {});
                exercise(random, producer, consumer);
            } catch (CorruptSegmentException e) {
                corruption(e);
            }
            for (int i = length; i < length + GUARD; i += Long.BYTES) {
                assertTrue(all.getLong(i) == PATTERN, "seed " + seed + " wrote beyond the segment");
            }
        }
        assertTrue(corruptions > SEEDS / 2, "corruption was seen only " + corruptions + " times");
    }

    private void scribble(Random random) {
        switch (random.nextInt(4)) {
            case 0 -> ring.putLong(SpscLayout.HEAD, random.nextLong());
            case 1 -> {
                long[] heads = {Long.MIN_VALUE, Long.MAX_VALUE & -8, -8, random.nextInt(2048) & -8};
                ring.putLong(SpscLayout.HEAD, heads[random.nextInt(heads.length)]);
            }
            case 2 -> {
                byte[] bytes = new byte[length - SpscLayout.RECORDS];
                random.nextBytes(bytes);
                ring.putBytes(SpscLayout.RECORDS, bytes);
            }
            default -> {
                // plausible headers, so that some of them are believed
                for (int i = SpscLayout.RECORDS; i < length - 8; i += 8) {
                    if (random.nextInt(3) == 0) {
                        ring.putLong(
                                i, SpscLayout.header(1 + random.nextInt(3), random.nextInt(80)));
                    }
                }
            }
        }
        ring.putInt(SpscLayout.SLEEPING, random.nextInt());
        ring.putInt(SpscLayout.SLEPT, random.nextInt(2));
        ring.putInt(SpscLayout.WAITS, random.nextInt(3) - 1);
    }

    private void exercise(Random random, SpscProducer producer, SpscConsumer consumer) {
        UnsafeBuffer message = new UnsafeBuffer(new byte[producer.maxMsgLength()]);
        MessageHandler touch = (type, buffer, index, length) -> touch(index, length);
        ControlledMessageHandler controlled =
                (type, buffer, index, length) -> {
                    touch(index, length);
                    return ACTIONS[random.nextInt(4)];
                };
        for (int i = 0; i < 20; i++) {
            try {
                switch (random.nextInt(4)) {
                    case 0 -> {
                        int length = random.nextInt(message.capacity() + 1);
                        boolean unused = producer.write(1, message, 0, length);
                    }
                    case 1 -> {
                        int index = producer.tryClaim(1, 8);
                        if (index > 0) {
                            producer.buffer().putLong(index, 1);
                            producer.commit(index);
                        }
                    }
                    case 2 -> consumer.read(touch, 5);
                    default -> consumer.controlledRead(controlled, 5);
                }
            } catch (CorruptSegmentException e) {
                corruption(e);
            }
        }
    }

    private void touch(int index, int length) {
        assertTrue(length >= 0 && length <= CAPACITY / 8, "length " + length);
        assertTrue(index >= SpscLayout.RECORDS && index + length <= this.length, "index " + index);
    }

    private void corruption(CorruptSegmentException e) {
        assertTrue(e.getMessage().startsWith("fuzzed is corrupt: "), e.getMessage());
        corruptions++;
    }
}
