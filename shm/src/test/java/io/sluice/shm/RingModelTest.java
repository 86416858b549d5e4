package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.ControlledMessageHandler.Action;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations against a queue of plain Java. */
class RingModelTest {
    private static final Action[] ACTIONS = Action.values();

    /** A message as a model would keep it; the bytes print well when they differ. */
    private record Message(int type, List<Byte> bytes) {}

    private final SegmentOptions options =
            SegmentOptions.named("RingModelTest-" + ProcessHandle.current().pid());

    @AfterEach
    void cleanUp() {
        Segment.unlink(options);
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 256, 1024, 1 << 16})
    void anyMixOfOperationsOnAnSpscRingBehavesAsAQueue(int capacity) {
        try (SpscRing ring = SpscRing.create(options, capacity)) {
            behavesAsAQueue(List.of(ring.producer()), ring.consumer(), capacity);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1 << 12, 1 << 13, 1 << 17})
    void anyMixOfOperationsOnAnMpscRingBehavesAsAQueue(int capacity) {
        try (MpscRing ring = MpscRing.create(options, capacity)) {
            List<RingProducer> producers =
                    List.of(ring.producer(), ring.producer(), ring.producer());
            behavesAsAQueue(producers, ring.consumer(), capacity);
        }
    }

    private static void behavesAsAQueue(
            List<RingProducer> producers, RingConsumer consumer, int capacity) {
        Random random = new Random(capacity);
        Deque<Message> model = new ArrayDeque<>();
        for (int step = 0; step < 50_000; step++) {
            RingProducer producer = producers.get(random.nextInt(producers.size()));
            switch (random.nextInt(7)) {
                case 0, 1 -> write(random, producer, model);
                case 2 -> claim(random, producer, model);
                case 3, 4 -> read(random, consumer, model);
                case 5 -> batch(random, producer, consumer, model);
                default -> controlledRead(random, consumer, model);
            }
        }
        while (!model.isEmpty()) {
            read(random, consumer, model);
        }
        assertEquals(0, consumer.read((type, buffer, index, length) -> {}, 1));
    }

    /** Nothing of a batch can be read before it is published, and then all of it. */
    private static void batch(
            Random random, RingProducer producer, RingConsumer consumer, Deque<Message> model) {
        int room = random.nextInt(producer.maxMsgLength() + 1);
        if (!producer.tryStartBatch(room)) {
            assertFalse(model.isEmpty(), "an empty ring refused a batch");
            return;
        }
        List<Message> batch = new ArrayList<>();
        for (int messages = random.nextInt(8); messages > 0; messages--) {
            Message message = random(random, 1 + room / 2);
            int cost = 16 + (message.bytes.size() + 7) / 8 * 8;
            boolean written = addToBatch(random, producer, message);
            assertFalse(!written && cost <= room, "refused what it has room for");
            if (written) {
                batch.add(message);
                room = Math.max(0, room - cost);
            }
        }
        if (random.nextInt(3) == 0) {
            while (!model.isEmpty()) {
                read(random, consumer, model);
            }
            assertEquals(0, consumer.read((type, buffer, index, length) -> {}, 9));
        }
        if (random.nextInt(4) == 0) {
            producer.abortBatch();
        } else {
            producer.publishBatch();
            model.addAll(batch);
        }
    }

    private static boolean addToBatch(Random random, RingProducer producer, Message message) {
        if (random.nextBoolean()) {
            UnsafeBuffer source = new UnsafeBuffer(bytes(message));
            return producer.write(message.type, source, 0, source.capacity());
        }
        int index = producer.tryClaim(message.type, message.bytes.size());
        if (index == RingProducer.INSUFFICIENT_CAPACITY) {
            return false;
        }
        if (random.nextInt(4) == 0) {
            producer.abort(index);
            return addToBatch(random, producer, message);
        }
        producer.buffer().putBytes(index, bytes(message));
        producer.commit(index);
        return true;
    }

    private static Message random(Random random, RingProducer producer) {
        return random(random, producer.maxMsgLength() + 1);
    }

    private static Message random(Random random, int bound) {
        byte[] bytes = new byte[random.nextInt(bound)];
        random.nextBytes(bytes);
        return message(1 + random.nextInt(Integer.MAX_VALUE), bytes);
    }

    private static void write(Random random, RingProducer producer, Deque<Message> model) {
        Message message = random(random, producer);
        int offset = random.nextInt(9);
        UnsafeBuffer source = new UnsafeBuffer(new byte[offset + message.bytes.size()]);
        source.putBytes(offset, bytes(message));
        if (producer.write(message.type, source, offset, message.bytes.size())) {
            model.add(message);
        } else {
            assertFalse(model.isEmpty(), "an empty ring refused a message");
        }
    }

    private static void claim(Random random, RingProducer producer, Deque<Message> model) {
        Message message = random(random, producer);
        int index = producer.tryClaim(message.type, message.bytes.size());
        if (index == RingProducer.INSUFFICIENT_CAPACITY) {
            assertFalse(model.isEmpty(), "an empty ring refused a claim");
            return;
        }
        producer.buffer().putBytes(index, bytes(message));
        if (random.nextInt(4) == 0) {
            producer.abort(index);
        } else {
            producer.commit(index);
            model.add(message);
        }
    }

    private static void read(Random random, RingConsumer consumer, Deque<Message> model) {
        int limit = 1 + random.nextInt(5);
        int expected = Math.min(limit, model.size());
        int count =
                consumer.read(
                        (type, buffer, index, length) ->
                                assertEquals(model.remove(), message(type, buffer, index, length)),
                        limit);
        assertEquals(expected, count);
    }

    private static void controlledRead(Random random, RingConsumer consumer, Deque<Message> model) {
        int[] handled = new int[1];
        int count =
                consumer.controlledRead(
                        (type, buffer, index, length) -> {
                            assertEquals(model.peek(), message(type, buffer, index, length));
                            Action action = ACTIONS[random.nextInt(4)];
                            if (action != Action.ABORT) {
                                model.remove();
                                handled[0]++;
                            }
                            return action;
                        },
                        1 + random.nextInt(5));
        assertEquals(handled[0], count);
    }

    private static Message message(int type, DirectBuffer buffer, int index, int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(index, bytes);
        return message(type, bytes);
    }

    private static Message message(int type, byte[] bytes) {
        List<Byte> list = new ArrayList<>();
        for (byte b : bytes) {
            list.add(b);
        }
        return new Message(type, list);
    }

    private static byte[] bytes(Message message) {
        byte[] bytes = new byte[message.bytes.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = message.bytes.get(i);
        }
        return bytes;
    }
}
