package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.ControlledMessageHandler.Action;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Agrona's ring buffers do and its users rely on. */
abstract class RingBufferContract {
    static final int CAPACITY = 4096;
    static final int LONGEST = CAPACITY / 8;

    private static final Action[] ACTIONS = Action.values();

    final UnsafeBuffer message = new UnsafeBuffer(new byte[LONGEST]);
    RingBuffer ring;

    /** A message as the model keeps it. */
    private record Message(int type, UnsafeBuffer bytes) {
        void assertIs(int foundType, DirectBuffer buffer, int index, int length) {
            byte[] found = new byte[length];
            buffer.getBytes(index, found);
            assertEquals(type, foundType);
            assertEquals(bytes, new UnsafeBuffer(found));
        }
    }

    abstract RingBuffer create();

    int capacityOfAllWriters() {
        return CAPACITY;
    }

    @BeforeEach
    void createRing() {
        ring = create();
    }

    /** Types in the order read, until the ring is empty. */
    final List<Integer> drain() {
        List<Integer> types = new ArrayList<>();
        MessageHandler note = (type, buffer, index, length) -> types.add(type);
        while (ring.size() > 0) {
            ring.read(note);
        }
        assertEquals(0, ring.read(note));
        return types;
    }

    @Test
    void anyMixOfOperationsBehavesAsAQueue() {
        Random random = new Random(CAPACITY);
        Deque<Message> model = new ArrayDeque<>();
        long position = 0;
        for (int step = 0; step < 50_000; step++) {
            switch (random.nextInt(6)) {
                case 0, 1 -> write(random, model);
                case 2 -> claim(random, model);
                case 3, 4 -> read(random, model);
                default -> controlledRead(random, model);
            }
            assertTrue(ring.consumerPosition() >= position, "consumer went back");
            position = ring.consumerPosition();
            assertEquals(ring.producerPosition() - position, ring.size());
            assertTrue(ring.size() <= CAPACITY && (ring.size() > 0 || model.isEmpty()));
        }
        while (ring.size() > 0) {
            ring.read((type, buffer, at, n) -> model.remove().assertIs(type, buffer, at, n));
        }
        assertTrue(model.isEmpty());
    }

    private static Message random(Random random) {
        byte[] bytes = new byte[random.nextInt(LONGEST + 1)];
        random.nextBytes(bytes);
        return new Message(1 + random.nextInt(Integer.MAX_VALUE), new UnsafeBuffer(bytes));
    }

    private void write(Random random, Deque<Message> model) {
        Message next = random(random);
        if (ring.write(next.type, next.bytes, 0, next.bytes.capacity())) {
            model.add(next);
        }
    }

    private void claim(Random random, Deque<Message> model) {
        Message next = random(random);
        int index = ring.tryClaim(next.type, next.bytes.capacity());
        if (index == RingBuffer.INSUFFICIENT_CAPACITY) {
            return;
        }
        ring.buffer().putBytes(index, next.bytes, 0, next.bytes.capacity());
        if (random.nextInt(4) == 0) {
            ring.abort(index);
        } else {
            ring.commit(index);
            model.add(next);
        }
    }

    private void read(Random random, Deque<Message> model) {
        int before = model.size();
        int limit = random.nextInt(6);
        int count =
                ring.read((type, buf, at, n) -> model.remove().assertIs(type, buf, at, n), limit);
        assertEquals(before - model.size(), count);
        assertTrue(count <= limit);
    }

    private void controlledRead(Random random, Deque<Message> model) {
        int before = model.size();
        int count =
                ring.controlledRead(
                        (type, buffer, index, length) -> {
                            model.element().assertIs(type, buffer, index, length);
                            Action action = ACTIONS[random.nextInt(ACTIONS.length)];
                            if (action != Action.ABORT) {
                                model.remove();
                            }
                            return action;
                        });
        assertEquals(before - model.size(), count);
    }

    @Test
    void fullRingRefusesAndTakesAgainWhenRead() {
        int written = 0;
        while (ring.write(1 + written, message, 0, 8)) {
            written++;
        }
        assertEquals(RingBuffer.INSUFFICIENT_CAPACITY, ring.tryClaim(1, 8));
        assertTrue(ring.size() <= CAPACITY && ring.size() > CAPACITY / 2, "size " + ring.size());
        List<Integer> types = drain();
        assertEquals(written, types.size());
        assertEquals(written, types.get(written - 1));
        assertTrue(ring.write(1, message, 0, 8));
    }

    @Test
    void capacityAndLongestMessageAreThoseAskedFor() {
        assertEquals(capacityOfAllWriters(), ring.capacity());
        assertEquals(LONGEST, ring.maxMsgLength());
        assertTrue(ring.write(1, message, 0, LONGEST));
    }

    @Test
    void positionsMoveWithMessagesAndMeetWhenAllIsRead() {
        assertEquals(0, ring.size());
        assertTrue(ring.write(1, message, 0, 100));
        assertTrue(ring.write(2, message, 0, 100));
        long end = ring.producerPosition();
        assertTrue(end >= 2 * 100, "producer at " + end);
        assertEquals(0, ring.consumerPosition());
        assertEquals(end, ring.size());
        assertEquals(2, ring.read((type, buffer, index, length) -> {}));
        assertEquals(end, ring.consumerPosition());
        assertEquals(0, ring.size());
    }

    @Test
    void claimIsInvisibleUntilCommittedAndSkippedWhenAborted() {
        int index = ring.tryClaim(1, 8);
        assertTrue(index > 0);
        assertEquals(0, ring.read((type, buffer, at, length) -> {}));
        ring.abort(index);
        index = ring.tryClaim(2, 8);
        ring.buffer().putLong(index, 42);
        ring.commit(index);
        List<Long> read = new ArrayList<>();
        while (ring.size() > 0) {
            ring.read((type, buffer, at, length) -> read.add(buffer.getLong(at)));
        }
        assertEquals(List.of(42L), read);
    }

    @Test
    void claimEndsOnce() {
        int committed = ring.tryClaim(1, 8);
        ring.commit(committed);
        assertThrows(IllegalStateException.class, () -> ring.commit(committed));
        assertThrows(IllegalStateException.class, () -> ring.abort(committed));
        int aborted = ring.tryClaim(1, 8);
        ring.abort(aborted);
        assertThrows(IllegalStateException.class, () -> ring.commit(aborted));
        assertThrows(IllegalArgumentException.class, () -> ring.commit(-1));
        int outside = ring.buffer().capacity();
        assertThrows(IllegalArgumentException.class, () -> ring.abort(outside));
        assertEquals(List.of(1), drain());
    }

    @Test
    void impossibleMessagesAreRefusedAndNothingIsWritten() {
        for (int type : new int[] {0, -1, Integer.MIN_VALUE}) {
            assertThrows(IllegalArgumentException.class, () -> ring.tryClaim(type, 8));
            assertThrows(IllegalArgumentException.class, () -> ring.write(type, message, 0, 8));
        }
        for (int length : new int[] {-1, LONGEST + 1, Integer.MAX_VALUE}) {
            assertThrows(IllegalArgumentException.class, () -> ring.tryClaim(1, length));
            assertThrows(IllegalArgumentException.class, () -> ring.write(1, message, 0, length));
        }
        assertEquals(0, ring.size());
    }

    @Test
    void readKeepsItsLimitAndLimitZeroReadsNothing() {
        for (int type = 1; type <= 5; type++) {
            assertTrue(ring.write(type, message, 0, 8));
        }
        List<Integer> types = new ArrayList<>();
        assertEquals(0, ring.read((type, buffer, index, length) -> types.add(type), 0));
        assertEquals(2, ring.read((type, buffer, index, length) -> types.add(type), 2));
        assertEquals(List.of(1, 2), types);
        assertEquals(List.of(3, 4, 5), drain());
    }

    @Test
    void controlledReadDoesWhatTheHandlerSays() {
        for (int type = 1; type <= 6; type++) {
            assertTrue(ring.write(type, message, 0, 8));
        }
        List<Integer> types = new ArrayList<>();
        List<Long> positions = new ArrayList<>();
        Deque<Action> actions =
                new ArrayDeque<>(List.of(Action.CONTINUE, Action.COMMIT, Action.ABORT));
        assertEquals(
                2,
                ring.controlledRead(
                        (type, buffer, index, length) -> {
                            types.add(type);
                            positions.add(ring.consumerPosition());
                            return actions.remove();
                        }));
        assertEquals(List.of(1, 2, 3), types);
        assertEquals(List.of(0L, 0L), positions.subList(0, 2));
        assertEquals(ring.consumerPosition(), positions.get(2), "after COMMIT");
        assertEquals(
                1, ring.controlledRead((type, buffer, index, length) -> Action.BREAK), "BREAK");
        assertEquals(List.of(4, 5, 6), drain());
    }

    @Test
    void messageWhoseHandlerThrowsCountsAsRead() {
        assertTrue(ring.write(1, message, 0, 8));
        assertTrue(ring.write(2, message, 0, 8));
        assertThrows(
                ArithmeticException.class,
                () ->
                        ring.read(
                                (type, buffer, index, length) -> {
                                    throw new ArithmeticException();
                                }));
        assertEquals(List.of(2), drain());
    }

    @Test
    void handlerMayWriteToTheSameRing() {
        assertTrue(ring.write(1, message, 0, 8));
        ring.read(
                (type, buffer, index, length) -> {
                    if (type == 1) {
                        assertTrue(ring.write(2, buffer, index, length));
                    }
                },
                1);
        assertEquals(List.of(2), drain());
    }

    @Test
    void correlationIdsCountAndTheHeartbeatIsWhatWasSet() {
        assertEquals(0, ring.nextCorrelationId());
        assertEquals(1, ring.nextCorrelationId());
        assertEquals(0, ring.consumerHeartbeatTime());
        ring.consumerHeartbeatTime(17);
        assertEquals(17, ring.consumerHeartbeatTime());
        assertEquals(2, ring.nextCorrelationId());
        assertEquals(0, ring.size());
    }

    @Test
    void unblockDoesNothingWhereNothingIsLeft() {
        assertFalse(ring.unblock());
        assertTrue(ring.write(1, message, 0, 8));
        assertFalse(ring.unblock());
        assertEquals(List.of(1), drain());
        assertFalse(ring.unblock());
    }
}
