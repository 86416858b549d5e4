package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.ControlledMessageHandler.Action;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Stops one of two producers, the consumer, or both before each of their stores, attaching
 * included, and lets new ones go on in the same memory: nothing that was written may be lost,
 * altered or reordered in its lane, and the other lane may not notice.
 */
@Timeout(300)
class FanInCrashSweepTest {
    private static final int LANES = 3;
    private static final int CAPACITY = 512;
    private static final int MESSAGES = 30; // of each writer: more than a lap
    private static final int NEVER = Integer.MAX_VALUE;
    private static final int TURNS = 1000;
    private static final int QUIET_TURNS = 5;

    static {
        AgronaAccess.ensureOpen();
    }

    private final UnsafeBuffer memory =
            new UnsafeBuffer(
                    ByteBuffer.allocateDirect(
                            (int) FanInLayout.shape(LANES, CAPACITY).fileLength()));

    private int mortalLane; // by the test
    private int slowness; // by the test: turns of the others until a dead writer's successor comes
    private String where; // for messages

    /** One message as a consumer saw it; the index tells repetitions apart. */
    private record Delivery(int lane, int message, int index) {}

    private FanInLanes lanes(int dyingAt) {
        return new FanInLanes(new CrashingMemory(dyingAt, memory), LANES, CAPACITY, "swept");
    }

    private final class Writer {
        private final int lane;
        private final int dyingAt;
        private int next; // the message to write
        private SpscProducer producer;

        Writer(int lane, int dyingAt, int next) {
            this.lane = lane;
            this.dyingAt = dyingAt;
            this.next = next;
        }

        boolean dies(int messages) {
            try {
                if (producer == null) {
                    producer = lanes(dyingAt).producer(lane, () -> {});
                }
                for (int i = 0; i < messages && next < MESSAGES && write(); i++) {
                    next++;
                }
                return false;
            } catch (CrashingMemory.Crash e) {
                return true;
            }
        }

        private boolean write() {
            int length = length(lane, next);
            int type = 1 + lane * 1000 + next;
            if (next % 3 != 0) {
                UnsafeBuffer message = new UnsafeBuffer(new byte[length]);
                fill(message, 0, type, length);
                return producer.write(type, message, 0, length);
            }
            int index = producer.tryClaim(type, length);
            if (index >= 0) {
                fill(producer.buffer(), index, type, length);
                producer.commit(index);
            }
            return index >= 0;
        }
    }

    private static int length(int lane, int message) {
        return (lane * 17 + message * 7) % (CAPACITY / 8 + 1);
    }

    private static void fill(MutableDirectBuffer buffer, int index, int type, int length) {
        for (int i = 0; i < length; i++) {
            buffer.putByte(index + i, (byte) (type * 7 + i));
        }
    }

    private final class Reader {
        private final int dyingAt;
        private final List<Delivery> read = new ArrayList<>();
        private FanInConsumer consumer;
        private int turns;

        Reader(int dyingAt) {
            this.dyingAt = dyingAt;
        }

        boolean dies() throws InterruptedException {
            try {
                if (consumer == null) {
                    consumer = new FanInConsumer(lanes(dyingAt), () -> {});
                }
                turns++;
                if (turns % 3 == 0) {
                    consumer.controlledRead(
                            (type, buffer, index, length) -> {
                                check(type, buffer, index, length);
                                return Action.COMMIT;
                            },
                            2);
                } else if (consumer.await(0, 1)) {
                    consumer.read(this::check, turns % 2 == 0 ? 1 : 7);
                }
                return false;
            } catch (CrashingMemory.Crash e) {
                return true;
            }
        }

        private void check(int type, MutableDirectBuffer buffer, int index, int length) {
            Delivery delivery = new Delivery((type - 1) / 1000, (type - 1) % 1000, index);
            assertEquals(length(delivery.lane, delivery.message), length, where);
            for (int i = 0; i < length; i++) {
                assertEquals((byte) (type * 7 + i), buffer.getByte(index + i), where);
            }
            read.add(delivery);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lane 0, succeeded at once", "lane 2, at once", "lane 2, later"})
    void nothingWrittenIsLostAndTheOtherLaneDoesNotNoticeWhereverTheyDie(String death)
            throws Exception {
        mortalLane = death.startsWith("lane 0") ? 0 : 2;
        slowness = death.endsWith("later") ? 9 : 0;
        int producerStores = 0;
        while (sweep(producerStores, NEVER)) {
            producerStores++;
        }
        int consumerStores = 0;
        while (sweep(NEVER, consumerStores)) {
            consumerStores++;
        }
        assertTrue(producerStores > 3 * MESSAGES, "producer stores " + producerStores);
        assertTrue(consumerStores > MESSAGES, "consumer stores " + consumerStores);
        for (int n = 0; n < producerStores; n += 2) {
            for (int m = 0; m < consumerStores; m += 5) {
                sweep(n, m);
            }
        }
    }

    /** Runs the whole exchange. Returns whether somebody died. */
    private boolean sweep(int producerDiesAt, int consumerDiesAt) throws InterruptedException {
        where = "producer dies at " + producerDiesAt + ", consumer at " + consumerDiesAt;
        memory.setMemory(0, memory.capacity(), (byte) 0);
        // The producer works ahead; the consumer takes this back.
        memory.putInt(FanInLayout.lane(mortalLane, CAPACITY) + SpscLayout.WAITS, 1);
        return new Exchange(producerDiesAt, consumerDiesAt).run();
    }

    private final class Exchange {
        private final Writer other = new Writer(1, NEVER, 0);
        private Writer mortal;
        private Reader reader;
        private List<Delivery> delivered = new ArrayList<>();
        private boolean writerDied;
        private boolean readerDied;
        private int absent; // turns until the successor comes

        Exchange(int producerDiesAt, int consumerDiesAt) {
            mortal = new Writer(mortalLane, producerDiesAt, 0);
            reader = new Reader(consumerDiesAt);
        }

        boolean run() throws InterruptedException {
            int quietTurns = 0;
            for (int turn = 0; turn < TURNS && quietTurns < QUIET_TURNS; turn++) {
                int before = reader.read.size();
                mortalWrites(1 + turn % 3);
                assertFalse(other.dies(1 + turn % 2), where);
                reads();
                boolean quiet = absent == 0 && mortal.next + other.next == 2 * MESSAGES;
                quietTurns = quiet && reader.read.size() == before ? quietTurns + 1 : 0;
            }
            delivered.addAll(reader.read);
            assertOrder(delivered, other.lane, false);
            assertOrder(delivered, mortalLane, writerDied);
            assertEquals(Math.max(mortalLane, other.lane) + 1, memory.getInt(FanInLayout.USED));
            return writerDied || readerDied;
        }

        private void mortalWrites(int messages) {
            if (absent > 0) {
                absent--;
            } else if (mortal.dies(messages)) {
                // It does not know whether its last message was published, and writes it again.
                mortal = new Writer(mortalLane, NEVER, mortal.next);
                writerDied = true;
                absent = slowness;
            }
        }

        private void reads() throws InterruptedException {
            if (reader.dies()) {
                delivered.addAll(reader.read);
                delivered = released(released(delivered, mortalLane), other.lane);
                reader = new Reader(NEVER);
                readerDied = true;
            }
        }
    }

    /** What was delivered and need not be again: of a lane, all before the message at its head. */
    private List<Delivery> released(List<Delivery> delivered, int lane) {
        int start = FanInLayout.lane(lane, CAPACITY);
        int head = (int) memory.getLong(start + SpscLayout.HEAD);
        int index = start + SpscLayout.RECORDS + (head & CAPACITY - 1);
        int type = SpscLayout.msgTypeId(memory.getLong(index));
        Delivery first = new Delivery(lane, (type - 1) % 1000, index + SpscLayout.HEADER_LENGTH);
        int known = delivered.lastIndexOf(first);
        if (type == 0 || known < 0) {
            return delivered;
        }
        List<Delivery> released = new ArrayList<>();
        for (int i = 0; i < delivered.size(); i++) {
            if (i < known || delivered.get(i).lane != lane) {
                released.add(delivered.get(i));
            }
        }
        return released;
    }

    /** Each message once and in order, and one twice in a row if its writer died. */
    private void assertOrder(List<Delivery> delivered, int lane, boolean died) {
        int due = 0;
        int repetitions = 0;
        for (Delivery delivery : delivered) {
            if (delivery.lane != lane) {
                continue;
            }
            if (delivery.message == due - 1) {
                repetitions++;
                due--;
            }
            assertEquals(due, delivery.message, () -> where + ": " + delivered);
            due++;
        }
        assertEquals(MESSAGES, due, () -> where + ": " + delivered);
        assertTrue(repetitions <= (died ? 1 : 0), () -> where + ": " + delivered);
    }
}
