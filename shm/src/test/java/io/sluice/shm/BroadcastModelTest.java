package io.sluice.shm;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.ControlledMessageHandler.Action;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations of a producer and consumers that come and go, against a list of plain Java. */
class BroadcastModelTest {
    private static final Action[] ACTIONS = Action.values();
    private static final Join[] JOINS = Join.values();
    private static final int STEPS = 40_000;
    private static final int CONSUMERS = 3;

    private final SegmentOptions options =
            SegmentOptions.named("BroadcastModelTest-" + ProcessHandle.current().pid());

    private final List<Message> written = new ArrayList<>(); // all of them, the first is number 0
    private final List<Message> batch = new ArrayList<>(); // written, not published
    private final List<Reader> readers = new ArrayList<>();
    private RingProducer producer;
    private int batchRoom; // bytes left in the open batch; negative if none is open
    private int capacity;
    private boolean gated;
    private Random random;

    @AfterEach
    void cleanUp() {
        Segment.unlink(options);
    }

    /** A message as the model keeps it, and where its record ends if all before are counted. */
    private record Message(int type, String bytes, long end) {
        int recordLength() {
            return (bytes.length() + 16 + 7) / 8 * 8;
        }

        long start() {
            return end - recordLength();
        }
    }

    private final class Reader {
        private final RingConsumer consumer;
        private final Join join;
        private int next; // number of the message it should be given, unless it lost some
        private long lost;

        Reader(RingConsumer consumer, Join join, int next) {
            this.consumer = consumer;
            this.join = join;
            this.next = next;
        }

        private void account() {
            long lostNow = consumer instanceof BroadcastConsumer lossy ? lossy.lost() : 0;
            int skipped = (int) (lostNow - lost);
            lost += skipped;
            if (skipped > 0 && join != Join.LATEST_VALUE) {
                long age = end() - written.get(next).start();
                assertTrue(age > capacity * 3L / 4, "lost what had to be kept");
            }
            next += skipped;
        }

        private void check(int type, DirectBuffer buffer, int index, int length) {
            account();
            Message due = written.get(next);
            byte[] bytes = new byte[length];
            buffer.getBytes(index, bytes);
            assertEquals(due.type, type);
            assertEquals(due.bytes, new String(bytes, ISO_8859_1), "message " + next);
            assertTrue(join != Join.LATEST_VALUE || next == written.size() - 1, "old " + next);
        }

        void read() {
            int limit = 1 + random.nextInt(5);
            int left = written.size() - next;
            int count =
                    consumer.read(
                            (type, buffer, index, length) -> {
                                check(type, buffer, index, length);
                                next++;
                            },
                            limit);
            if (join == Join.LATEST_VALUE) {
                assertEquals(Math.min(1, left), count);
            } else {
                assertTrue(count == limit || next == written.size(), () -> "stopped at " + next);
            }
        }

        void controlledRead() {
            int[] handled = new int[1];
            int count =
                    consumer.controlledRead(
                            (type, buffer, index, length) -> {
                                check(type, buffer, index, length);
                                Action action = ACTIONS[random.nextInt(4)];
                                if (action != Action.ABORT) {
                                    next++;
                                    handled[0]++;
                                }
                                return action;
                            },
                            1 + random.nextInt(5));
            assertEquals(handled[0], count);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 512, 4096, 1 << 16})
    void everyConsumerOfALossyRingIsGivenEachMessageOrToldThatItLostIt(int ringCapacity) {
        try (BroadcastRing ring = BroadcastRing.create(options, ringCapacity)) {
            capacity = ringCapacity;
            run(ring::producer, ring::consumer);
            long lost = readers.stream().mapToLong(reader -> reader.lost).sum();
            assertTrue(lost > 0, "no consumer has lost anything");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 512, 4096, 1 << 16})
    void everyConsumerOfAGatedRingIsGivenEachMessage(int ringCapacity) {
        try (GatedRing ring = GatedRing.create(options, ringCapacity)) {
            capacity = ringCapacity;
            gated = true;
            run(ring::producer, ring::consumer);
        }
    }

    private void run(Supplier<RingProducer> producers, Function<Join, RingConsumer> consumers) {
        random = new Random(capacity);
        batchRoom = -1;
        producer = producers.get();
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(9)) {
                case 0, 1, 2 -> write();
                case 3 -> claim();
                case 4 -> batch();
                case 5, 6 -> withReader(Reader::read);
                case 7 -> withReader(Reader::controlledRead);
                default -> come(producers, consumers);
            }
        }
        if (batchRoom >= 0) {
            endBatch(false);
        }
        for (Reader reader : readers) {
            while (reader.next < written.size()) {
                reader.read();
            }
            assertEquals(0, reader.consumer.read((type, buffer, index, length) -> {}, 1));
        }
    }

    private void withReader(Consumer<Reader> action) {
        if (!readers.isEmpty()) {
            action.accept(readers.get(random.nextInt(readers.size())));
        }
    }

    /** Consumers and producers are closed and replaced, the producer seldom. */
    private void come(Supplier<RingProducer> producers, Function<Join, RingConsumer> consumers) {
        if (random.nextInt(10) == 0) {
            producer.close(); // with a batch, which nobody will see
            batch.clear();
            batchRoom = -1;
            producer = producers.get();
            return;
        }
        if (readers.size() == CONSUMERS) {
            if (random.nextInt(5) > 0) {
                return;
            }
            readers.remove(random.nextInt(CONSUMERS)).consumer.close();
        }
        Join join = JOINS[random.nextInt(gated ? 2 : 3)];
        RingConsumer consumer = consumers.apply(join);
        int next =
                switch (join) {
                    case NEWEST -> written.size();
                    case LATEST_VALUE -> Math.max(0, written.size() - 1);
                    case OLDEST -> oldest(consumer);
                };
        readers.add(new Reader(consumer, join, next));
    }

    /** What the consumer would be given, which has to be more than half a ring ago. */
    private int oldest(RingConsumer consumer) {
        int[] found = {written.size()};
        consumer.controlledRead(
                (type, buffer, index, length) -> {
                    do {
                        found[0]--;
                    } while (written.get(found[0]).type != type);
                    return Action.ABORT;
                },
                1);
        if (found[0] < written.size()) {
            long start = written.get(found[0]).start();
            assertTrue(start == 0 || end() - start >= capacity * 5L / 8, "joined too late");
        }
        return found[0];
    }

    private long end() {
        return written.isEmpty() ? 0 : written.get(written.size() - 1).end;
    }

    private Message message() {
        byte[] bytes = new byte[random.nextInt(producer.maxMsgLength() + 1)];
        random.nextBytes(bytes);
        long start = batch.isEmpty() ? end() : batch.get(batch.size() - 1).end;
        // The type tells messages apart that are near each other.
        int type = 1 + (int) (start / 8 & 0x3fff_ffff);
        Message message = new Message(type, new String(bytes, ISO_8859_1), 0);
        return new Message(type, message.bytes, start + message.recordLength());
    }

    private boolean fits(Message message, boolean accepted) {
        if (batchRoom >= 0) {
            assertEquals(message.recordLength() <= batchRoom, accepted, "in a batch");
            batchRoom -= accepted ? message.recordLength() : 0;
        } else if (!accepted) {
            assertTrue(gated && !readers.isEmpty(), "refused though nobody is behind");
            long slowest = readers.stream().mapToLong(this::position).min().orElseThrow();
            assertTrue(message.end - slowest > capacity * 7L / 8, "refused though there is room");
        }
        return accepted;
    }

    private long position(Reader reader) {
        return reader.next < written.size() ? written.get(reader.next).start() : end();
    }

    private void write() {
        Message message = message();
        int offset = random.nextInt(9);
        UnsafeBuffer source = new UnsafeBuffer(new byte[offset + message.bytes.length()]);
        source.putBytes(offset, message.bytes.getBytes(ISO_8859_1));
        if (fits(message, producer.write(message.type, source, offset, message.bytes.length()))) {
            (batchRoom >= 0 ? batch : written).add(message);
        }
    }

    private void claim() {
        Message message = message();
        int index = producer.tryClaim(message.type, message.bytes.length());
        int room = batchRoom;
        if (!fits(message, index >= 0)) {
            assertEquals(RingProducer.INSUFFICIENT_CAPACITY, index);
            return;
        }
        producer.buffer().putBytes(index, message.bytes.getBytes(ISO_8859_1));
        if (random.nextInt(4) == 0) {
            producer.abort(index);
            batchRoom = room;
        } else {
            producer.commit(index);
            (room >= 0 ? batch : written).add(message);
        }
    }

    private void batch() {
        if (batchRoom >= 0) {
            endBatch(random.nextInt(3) == 0);
            return;
        }
        int length = random.nextInt(producer.maxMsgLength() + 1);
        if (producer.tryStartBatch(length)) {
            batchRoom = (length + 16 + 7) / 8 * 8;
        }
    }

    private void endBatch(boolean abort) {
        if (abort) {
            producer.abortBatch();
        } else {
            producer.publishBatch();
            written.addAll(batch);
        }
        batch.clear();
        batchRoom = -1;
    }
}
