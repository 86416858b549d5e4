package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.ControlledMessageHandler.Action;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations against one queue of plain Java for each lane. */
class FanInModelTest {
    private static final Action[] ACTIONS = Action.values();
    private static final int LANES = 4;
    private static final int STEPS = 50_000;

    /** A message as a model would keep it; the bytes print well when they differ. */
    private record Message(int type, String bytes) {}

    private final SegmentOptions options =
            SegmentOptions.named("FanInModelTest-" + ProcessHandle.current().pid());
    private final RingProducer[] producers = new RingProducer[LANES];
    private final List<Deque<Message>> model = new ArrayList<>();
    private Random random;
    private FanInRing ring;
    private RingConsumer consumer;

    @AfterEach
    void cleanUp() {
        ring.close();
        Segment.unlink(options);
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 256, 1024, 1 << 16})
    void anyMixOfOperationsBehavesAsAQueueForEachProducer(int capacity) {
        random = new Random(capacity);
        ring = FanInRing.create(options, LANES, capacity);
        consumer = ring.consumer();
        for (int lane = 0; lane < LANES; lane++) {
            model.add(new ArrayDeque<>());
        }
        int attached = 0; // lanes that have a producer, from 0 on
        for (int step = 0; step < STEPS; step++) {
            int lane = random.nextInt(LANES);
            int operation = random.nextInt(64);
            if (lane >= attached) {
                if (operation == 0) {
                    producers[attached++] = ring.producer();
                }
            } else if (operation == 0) {
                producers[lane].close();
                producers[lane] = ring.producer(); // the lowest that is free: the same
            } else if (operation < 20) {
                write(lane);
            } else if (operation < 30) {
                claim(lane);
            } else if (operation < 36) {
                batch(lane);
            }
            consume(random.nextInt(32));
        }
        assertEquals(LANES, attached);
        while (messages() > 0) {
            read();
        }
        assertEquals(0, consumer.read((type, buffer, index, length) -> {}, 1));
    }

    private void consume(int operation) {
        if (operation == 0) {
            consumer.close();
            consumer = ring.consumer();
        } else if (operation < 12) {
            read();
        } else if (operation < 18) {
            controlledRead();
        }
    }

    private int messages() {
        return model.stream().mapToInt(Deque::size).sum();
    }

    private UnsafeBuffer randomBytes(int longest) {
        byte[] bytes = new byte[random.nextInt(longest + 1)];
        random.nextBytes(bytes);
        return new UnsafeBuffer(bytes);
    }

    /** It tells the lane. */
    private int randomType(int lane) {
        return 1 + lane + LANES * random.nextInt(1 << 20);
    }

    private void write(int lane) {
        RingProducer producer = producers[lane];
        UnsafeBuffer bytes = randomBytes(producer.maxMsgLength());
        int type = randomType(lane);
        if (producer.write(type, bytes, 0, bytes.capacity())) {
            model.get(lane).add(message(type, bytes, 0, bytes.capacity()));
        } else {
            assertFalse(model.get(lane).isEmpty(), "an empty lane refused a message");
        }
    }

    private void claim(int lane) {
        RingProducer producer = producers[lane];
        UnsafeBuffer bytes = randomBytes(producer.maxMsgLength());
        int type = randomType(lane);
        int index = producer.tryClaim(type, bytes.capacity());
        if (index == RingProducer.INSUFFICIENT_CAPACITY) {
            assertFalse(model.get(lane).isEmpty(), "an empty lane refused a claim");
            return;
        }
        producer.buffer().putBytes(index, bytes, 0, bytes.capacity());
        if (random.nextInt(4) == 0) {
            producer.abort(index);
        } else {
            producer.commit(index);
            model.get(lane).add(message(type, bytes, 0, bytes.capacity()));
        }
    }

    private void batch(int lane) {
        RingProducer producer = producers[lane];
        int room = random.nextInt(producer.maxMsgLength() + 1);
        if (!producer.tryStartBatch(room)) {
            assertFalse(model.get(lane).isEmpty(), "an empty lane refused a batch");
            return;
        }
        List<Message> batch = new ArrayList<>();
        boolean fits = true;
        while (fits && batch.size() < 5) {
            UnsafeBuffer bytes = randomBytes(8);
            int type = randomType(lane);
            fits = producer.write(type, bytes, 0, bytes.capacity());
            if (fits) {
                batch.add(message(type, bytes, 0, bytes.capacity()));
            }
        }
        if (random.nextInt(4) == 0) {
            producer.abortBatch();
        } else {
            producer.publishBatch();
            model.get(lane).addAll(batch);
        }
    }

    private void read() {
        int limit = 1 + random.nextInt(random.nextInt(8) == 0 ? 100 : 5);
        int expected = Math.min(limit, messages());
        int count =
                consumer.read(
                        (type, buffer, index, length) ->
                                assertEquals(
                                        queue(type).remove(), message(type, buffer, index, length)),
                        limit);
        assertEquals(expected, count);
    }

    private void controlledRead() {
        int[] handled = new int[1];
        Action[] last = {Action.CONTINUE};
        int limit = 1 + random.nextInt(5);
        int there = messages();
        int count =
                consumer.controlledRead(
                        (type, buffer, index, length) -> {
                            assertEquals(queue(type).peek(), message(type, buffer, index, length));
                            assertFalse(
                                    last[0] == Action.ABORT || last[0] == Action.BREAK,
                                    () -> "read on after " + last[0]);
                            last[0] = ACTIONS[random.nextInt(ACTIONS.length)];
                            if (last[0] != Action.ABORT) {
                                queue(type).remove();
                                handled[0]++;
                            }
                            return last[0];
                        },
                        limit);
        assertEquals(handled[0], count);
        if (last[0] == Action.CONTINUE || last[0] == Action.COMMIT) {
            assertEquals(Math.min(limit, there), count);
        }
    }

    private Deque<Message> queue(int type) {
        return model.get((type - 1) % LANES);
    }

    private static Message message(int type, DirectBuffer buffer, int index, int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(index, bytes);
        return new Message(type, Arrays.toString(bytes));
    }
}
