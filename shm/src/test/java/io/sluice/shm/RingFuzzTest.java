package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Random bytes over a ring's fields and records: one clear exception, no hang, no byte outside. */
@Timeout(300)
class RingFuzzTest {
    private static final ControlledMessageHandler.Action[] ACTIONS =
            ControlledMessageHandler.Action.values();
    private static final int SEEDS = 10_000;
    private static final int GUARD = 4096;
    private static final long PATTERN = 0x5aa5_5aa5_5aa5_5aa5L;

    static {
        AgronaAccess.ensureOpen();
    }

    private int capacity;
    private int length;
    private int records;
    private UnsafeBuffer all; // the ring and a guard
    private UnsafeBuffer ring;
    private int corruptions;

    private void ring(int ringCapacity, int ringLength, int firstRecord) {
        capacity = ringCapacity;
        length = ringLength;
        records = firstRecord;
        all = new UnsafeBuffer(ByteBuffer.allocateDirect(length + GUARD));
        ring = new UnsafeBuffer(all, 0, length);
    }

    @Test
    void randomBytesInAnSpscRingAreRefusedOrReadAndNothingElseHappens() {
        ring(512, (int) SpscLayout.shape(512).fileLength(), SpscLayout.RECORDS);
        fuzz(
                () -> {
                    Memory memory = new Memory(ring);
                    Sleep sleep = Sleep.onMessages(memory);
                    return new SpscProducer(memory, capacity, sleep, "fuzzed", () -> {});
                },
                () -> new SpscConsumer(new Memory(ring), capacity, "fuzzed", () -> {}),
                this::scribbleSpsc);
    }

    @Test
    void randomBytesInAnMpscRingAreRefusedOrReadAndNothingElseHappens() {
        ring(4096, (int) MpscLayout.shape(4096).fileLength(), MpscLayout.records(4096));
        IntPredicate lives = slot -> slot % 2 == 0;
        fuzz(
                () -> new MpscProducer(new Memory(ring), capacity, 1, "fuzzed", () -> {}),
                () -> new MpscConsumer(new Memory(ring), capacity, lives, "fuzzed", () -> {}),
                this::scribbleMpsc);
    }

    @Test
    void randomBytesInFanInLanesAreRefusedOrReadAndNothingElseHappens() {
        int lanes = 3;
        ring(512, (int) FanInLayout.shape(lanes, 512).fileLength(), SpscLayout.RECORDS);
        fuzz(
                () -> {
                    FanInLanes ends = new FanInLanes(new Memory(ring), lanes, capacity, "fuzzed");
                    return ends.producer(lanes - 1, () -> {});
                },
                () -> {
                    FanInLanes ends = new FanInLanes(new Memory(ring), lanes, capacity, "fuzzed");
                    return new FanInConsumer(ends, () -> {});
                },
                this::scribbleFanIn);
    }

    private void fuzz(
            Supplier<RingProducer> producers,
            Supplier<RingConsumer> consumers,
            Consumer<Random> scribble) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            all.setMemory(0, length, (byte) 0);
            for (int i = length; i < length + GUARD; i += Long.BYTES) {
                all.putLong(i, PATTERN);
            }
            RingProducer producer = producers.get();
            RingConsumer consumer = consumers.get();
            exercise(random, producer, consumer);
            scribble.accept(random);
            exercise(random, producer, consumer);
            try {
                producer = producers.get();
                exercise(random, producer, consumer);
            } catch (CorruptSegmentException e) {
                corruption(e);
            }
            try {
                consumer = consumers.get();
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

    private void scribbleSpsc(Random random) {
        if (random.nextInt(2) == 0) {
            ring.putLong(SpscLayout.HEAD, position(random, 8));
        } else {
            scribbleRecords(random, 8);
        }
        scribbleHints(random);
        ring.putInt(SpscLayout.WAITS, random.nextInt(3) - 1);
    }

    private void scribbleMpsc(Random random) {
        switch (random.nextInt(4)) {
            case 0 -> ring.putLong(MpscLayout.HEAD, position(random, MpscLayout.GRANULE));
            case 1 -> ring.putLong(MpscLayout.TAIL, position(random, MpscLayout.GRANULE));
            case 2 -> {
                for (int i = MpscLayout.CLAIMS; i < records; i += Long.BYTES) {
                    // plausible words, so that some of them are believed
                    int recordLength = MpscLayout.GRANULE * random.nextInt(12);
                    long lap = random.nextInt(4);
                    boolean wild = random.nextInt(8) == 0;
                    long word = MpscLayout.claim(lap, recordLength, random.nextInt(3));
                    ring.putLong(i, wild ? random.nextLong() : word);
                }
            }
            default -> scribbleRecords(random, MpscLayout.GRANULE);
        }
        scribbleHints(random);
    }

    /** Scribbles over one lane as over a ring, or over what all lanes have in common. */
    private void scribbleFanIn(Random random) {
        if (random.nextInt(4) == 0) {
            ring.putInt(
                    FanInLayout.USED, random.nextBoolean() ? random.nextInt(5) : random.nextInt());
            scribbleHints(random);
            return;
        }
        UnsafeBuffer whole = ring;
        int wholeLength = length;
        length = (int) SpscLayout.shape(capacity).fileLength();
        ring = new UnsafeBuffer(whole, FanInLayout.lane(random.nextInt(3), capacity), length);
        scribbleSpsc(random);
        ring = whole;
        length = wholeLength;
    }

    private void scribbleHints(Random random) {
        ring.putInt(SpscLayout.SLEEPING, random.nextInt());
        ring.putInt(SpscLayout.SLEPT, random.nextInt(2));
    }

    private static long position(Random random, int alignment) {
        long[] positions = {
            random.nextLong(),
            Long.MIN_VALUE,
            Long.MAX_VALUE & -alignment,
            -alignment,
            random.nextInt(1 << 14) & -alignment
        };
        return positions[random.nextInt(positions.length)];
    }

    private void scribbleRecords(Random random, int alignment) {
        if (random.nextBoolean()) {
            byte[] bytes = new byte[length - records];
            random.nextBytes(bytes);
            ring.putBytes(records, bytes);
            return;
        }
        long key = MpscLayout.key(ring.getLong(SegmentLayout.NONCE));
        for (int i = records; i < length - 16; i += alignment) {
            // plausible headers, so that some of them are believed
            if (random.nextInt(3) == 0) {
                long header =
                        SpscLayout.header(random.nextInt(6) - 2, random.nextInt(capacity / 6));
                boolean stamped = alignment == MpscLayout.GRANULE;
                ring.putLong(i, stamped ? MpscLayout.stamp(i - records, key) : header);
                ring.putLong(i + 8, header);
            }
        }
    }

    private void exercise(Random random, RingProducer producer, RingConsumer consumer) {
        UnsafeBuffer message = new UnsafeBuffer(new byte[producer.maxMsgLength()]);
        MessageHandler touch = (type, buffer, index, length) -> touch(index, length);
        ControlledMessageHandler controlled =
                (type, buffer, index, length) -> {
                    touch(index, length);
                    return ACTIONS[random.nextInt(4)];
                };
        for (int i = 0; i < 20; i++) {
            try {
                switch (random.nextInt(5)) {
                    case 4 -> batch(random, producer, message);
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
                boolean unused = consumer.await(0, random.nextInt(2));
            } catch (CorruptSegmentException e) {
                corruption(e);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static void batch(Random random, RingProducer producer, UnsafeBuffer message) {
        if (producer.tryStartBatch(random.nextInt(message.capacity() + 1))) {
            for (int messages = random.nextInt(4); messages > 0; messages--) {
                boolean unused = producer.write(1, message, 0, random.nextInt(20));
            }
            producer.publishBatch();
        }
    }

    private void touch(int index, int length) {
        assertTrue(length >= 0 && length <= capacity / 8, "length " + length);
        assertTrue(index >= records && index + length <= this.length, "index " + index);
    }

    private void corruption(CorruptSegmentException e) {
        assertTrue(e.getMessage().matches("fuzzed(, lane \\d,)? is corrupt: .*"), e.getMessage());
        corruptions++;
    }
}
