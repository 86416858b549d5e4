package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.function.Supplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** As {@link RingFuzzTest}: one clear exception, no hang, no byte outside. */
@Timeout(300)
class BroadcastFuzzTest {
    private static final ControlledMessageHandler.Action[] ACTIONS =
            ControlledMessageHandler.Action.values();
    private static final int SEEDS = 10_000;
    private static final int GUARD = 4096;
    private static final int CAPACITY = 512;
    private static final int LENGTH = (int) BroadcastLayout.lossy(CAPACITY).fileLength();
    private static final long PATTERN = 0x5aa5_5aa5_5aa5_5aa5L;

    static {
        AgronaAccess.ensureOpen();
    }

    private final UnsafeBuffer all = new UnsafeBuffer(ByteBuffer.allocateDirect(LENGTH + GUARD));
    private final UnsafeBuffer ring = new UnsafeBuffer(all, 0, LENGTH);
    private int corruptions;
    private int messages;

    private enum Kind {
        LOSSY_NEWEST,
        LOSSY_OLDEST,
        LATEST_VALUE,
        GATED_NEWEST,
        GATED_OLDEST
    }

    private static final class HalfDead implements Gates.Locks {
        @Override
        public boolean tryTake(int slot) {
            return slot % 2 == 1;
        }

        @Override
        public void giveBack(int slot) {}
    }

    @ParameterizedTest
    @EnumSource
    void randomBytesAreRefusedOrReadAndNothingElseHappens(Kind kind) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            all.setMemory(0, LENGTH, (byte) 0);
            ring.putLong(SegmentLayout.NONCE, random.nextLong());
            for (int i = LENGTH; i < LENGTH + GUARD; i += Long.BYTES) {
                all.putLong(i, PATTERN);
            }
            RingProducer producer = producer(kind);
            RingConsumer consumer = consumer(kind);
            exercise(random, producer, consumer);
            scribble(random);
            exercise(random, producer, consumer);
            RingProducer next = orElse(() -> producer(kind), producer);
            exercise(random, next, consumer);
            exercise(random, next, orElse(() -> consumer(kind), consumer));
            for (int i = LENGTH; i < LENGTH + GUARD; i += Long.BYTES) {
                assertTrue(all.getLong(i) == PATTERN, "seed " + seed + " wrote beyond the segment");
            }
        }
        assertTrue(corruptions > SEEDS / 8, "corruption was seen only " + corruptions + " times");
        assertTrue(messages > SEEDS, "read only " + messages);
    }

    private <T> T orElse(Supplier<T> end, T other) {
        try {
            return end.get();
        } catch (CorruptSegmentException e) {
            corruption(e);
            return other;
        }
    }

    private RingProducer producer(Kind kind) {
        Memory memory = new Memory(ring);
        Reservation.Room room =
                switch (kind) {
                    case GATED_NEWEST, GATED_OLDEST ->
                            new Gates(memory, CAPACITY, new HalfDead(), "fuzzed");
                    default -> (position, end) -> Long.MAX_VALUE;
                };
        return new BroadcastProducer(memory, CAPACITY, room, "fuzzed", () -> {});
    }

    private RingConsumer consumer(Kind kind) {
        return switch (kind) {
            case LOSSY_NEWEST -> lossy(Join.NEWEST);
            case LOSSY_OLDEST -> lossy(Join.OLDEST);
            case LATEST_VALUE -> lossy(Join.LATEST_VALUE);
            case GATED_NEWEST -> gated(Join.NEWEST);
            case GATED_OLDEST -> gated(Join.OLDEST);
        };
    }

    private RingConsumer lossy(Join join) {
        Memory memory = new Memory(ring);
        Sleep sleep = BroadcastLayout.sleepOnMessages(memory);
        return new LossyConsumer(memory, CAPACITY, join, sleep, "fuzzed");
    }

    private RingConsumer gated(Join join) {
        Memory memory = new Memory(ring);
        BroadcastCursor cursor = new BroadcastCursor(memory, CAPACITY, "fuzzed");
        GatedConsumer consumer = new GatedConsumer(memory, cursor, 2, "fuzzed", () -> {});
        consumer.join(join);
        return consumer;
    }

    private void scribble(Random random) {
        switch (random.nextInt(5)) {
            case 0 -> ring.putLong(BroadcastLayout.LATEST, position(random));
            case 1 -> ring.putLong(BroadcastLayout.RESERVED, position(random));
            case 2 -> {
                int slot = random.nextInt(BroadcastLayout.MAX_CONSUMERS);
                ring.putLong(BroadcastLayout.gate(slot), position(random) + random.nextInt(2));
            }
            case 3 -> {
                for (int chunk = 0; chunk < BroadcastLayout.BOUNDARY_COUNT; chunk++) {
                    ring.putLong(BroadcastLayout.boundary(chunk), position(random));
                }
                // far enough for everybody to be lapped
                long reserved = ring.getLong(BroadcastLayout.RESERVED);
                ring.putLong(BroadcastLayout.RESERVED, reserved + random.nextInt(3) * 64L);
            }
            default -> scribbleRecords(random);
        }
        ring.putInt(BroadcastLayout.SLEEPING, random.nextInt());
        ring.putInt(BroadcastLayout.ROOM_SLEEPING, random.nextInt());
        ring.putInt(BroadcastLayout.SLEPT, random.nextInt(2));
        ring.putInt(BroadcastLayout.ROOM_SLEPT, random.nextInt(2));
    }

    private long position(Random random) {
        long latest = ring.getLong(BroadcastLayout.LATEST);
        long[] positions = {
            random.nextLong(),
            Long.MIN_VALUE,
            Long.MAX_VALUE & -8,
            -8,
            random.nextInt(1 << 12) & -8,
            latest + random.nextInt(2 * CAPACITY) - CAPACITY
        };
        return positions[random.nextInt(positions.length)];
    }

    private void scribbleRecords(Random random) {
        if (random.nextBoolean()) {
            byte[] bytes = new byte[LENGTH - BroadcastLayout.RECORDS];
            random.nextBytes(bytes);
            ring.putBytes(BroadcastLayout.RECORDS, bytes);
            return;
        }
        long key = BroadcastLayout.key(ring.getLong(SegmentLayout.NONCE));
        long number = 1L + random.nextInt(40);
        for (int i = BroadcastLayout.RECORDS; i < LENGTH - 16; i += 8) {
            // plausible stamps and headers, so that some of them are believed
            if (random.nextInt(2) == 0) {
                ring.putLong(i, BroadcastLayout.stamp(number++, key));
                int length = random.nextInt(CAPACITY / 6);
                ring.putLong(i + 8, SpscLayout.header(random.nextInt(4), length));
            }
        }
    }

    private void exercise(Random random, RingProducer producer, RingConsumer consumer) {
        UnsafeBuffer message = new UnsafeBuffer(new byte[producer.maxMsgLength()]);
        MessageHandler touch = (type, buffer, index, length) -> touch(buffer, index, length);
        ControlledMessageHandler controlled =
                (type, buffer, index, length) -> {
                    touch(buffer, index, length);
                    return ACTIONS[random.nextInt(4)];
                };
        for (int i = 0; i < 20; i++) {
            try {
                switch (random.nextInt(5)) {
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
                    case 2 -> batch(random, producer, message);
                    case 3 -> consumer.read(touch, 5);
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

    private static void batch(Random random, RingProducer producer, DirectBuffer message) {
        if (producer.tryStartBatch(random.nextInt(message.capacity() + 1))) {
            boolean first = producer.write(1, message, 0, 0);
            boolean second = first && producer.write(2, message, 0, 8);
            if (second && random.nextBoolean()) {
                producer.abortBatch();
            } else {
                producer.publishBatch();
            }
        }
    }

    private void touch(DirectBuffer buffer, int index, int length) {
        messages++;
        assertTrue(length >= 0 && length <= CAPACITY / 8 - 16, "length " + length);
        boolean copied = buffer.capacity() < CAPACITY;
        int from = copied ? 0 : BroadcastLayout.RECORDS;
        assertTrue(index >= from && index + length <= buffer.capacity(), "index " + index);
    }

    private void corruption(CorruptSegmentException e) {
        assertTrue(e.getMessage().startsWith("fuzzed is corrupt: "), e.getMessage());
        corruptions++;
    }
}
