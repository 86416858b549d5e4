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
 * Stops one of two producers, the consumer, or both before each of their stores, and lets new ones
 * go on in the same memory: nothing that was published may be lost, altered or reordered, and what
 * was not may hold nobody up.
 */
@Timeout(300)
class MpscCrashSweepTest {
    private static final int CAPACITY = 4096;
    private static final int MESSAGES = 30; // of each writer: more than three laps together
    private static final int NEVER = Integer.MAX_VALUE;
    private static final int TURNS = 1000;
    private static final int QUIET_TURNS = 5;

    static {
        AgronaAccess.ensureOpen();
    }

    private final UnsafeBuffer memory =
            new UnsafeBuffer(
                    ByteBuffer.allocateDirect((int) MpscLayout.shape(CAPACITY).fileLength()));
    private final boolean[] alive = new boolean[3]; // by slot, as the kernel would say

    private int slowness; // turns of the others until a dead writer's slot is taken over
    private String where; // for messages

    /** One message as a consumer saw it; the index tells repetitions apart. */
    private record Delivery(int writer, int message, int index) {}

    private static final class Writer {
        private final int slot;
        private final int dyingAt;
        private int next; // the message to write
        private MpscProducer producer;

        Writer(int slot, int dyingAt, int next) {
            this.slot = slot;
            this.dyingAt = dyingAt;
            this.next = next;
        }
    }

    /** Whether the writer dies in this turn. */
    private boolean dies(Writer writer, int messages) {
        try {
            if (writer.producer == null) {
                alive[writer.slot] = true;
                writer.producer =
                        new MpscProducer(
                                new CrashingMemory(writer.dyingAt, memory),
                                CAPACITY,
                                writer.slot,
                                "swept",
                                () -> {});
            }
            for (int i = 0; i < messages && writer.next < MESSAGES && write(writer); i++) {
                writer.next++;
            }
            return false;
        } catch (CrashingMemory.Crash e) {
            alive[writer.slot] = false;
            return true;
        }
    }

    private static boolean write(Writer writer) {
        int length = length(writer.slot, writer.next);
        int type = 1 + writer.slot * 1000 + writer.next;
        MpscProducer producer = writer.producer;
        if (writer.next % 3 != 0) {
            UnsafeBuffer message = new UnsafeBuffer(new byte[length]);
            fill(message, 0, type, length);
            return producer.write(type, message, 0, length);
        }
        if (writer.next % 2 == 0) {
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

    private static int length(int writer, int message) {
        return (writer * 97 + message * 53) % (MpscLayout.maxMsgLength(CAPACITY) + 1);
    }

    private static void fill(MutableDirectBuffer buffer, int index, int type, int length) {
        for (int i = 0; i < length; i++) {
            buffer.putByte(index + i, (byte) (type * 7 + i));
        }
    }

    private final class Reader {
        private final int dyingAt;
        private final List<Delivery> read = new ArrayList<>();
        private MpscConsumer consumer;
        private int turns;

        Reader(int dyingAt) {
            this.dyingAt = dyingAt;
        }

        boolean dies() throws InterruptedException {
            try {
                if (consumer == null) {
                    consumer =
                            new MpscConsumer(
                                    new CrashingMemory(dyingAt, memory),
                                    CAPACITY,
                                    slot -> alive[slot],
                                    "swept",
                                    () -> {});
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
            assertEquals(length(delivery.writer, delivery.message), length, where);
            for (int i = 0; i < length; i++) {
                assertEquals((byte) (type * 7 + i), buffer.getByte(index + i), where);
            }
            read.add(delivery);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9})
    void nothingPublishedIsLostAndNothingElseHoldsAnybodyUpWhereverTheyDie(int turnsToSuccessor)
            throws Exception {
        slowness = turnsToSuccessor;
        int producerStores = 0;
        while (sweep(producerStores, NEVER)) {
            producerStores++;
        }
        int consumerStores = 0;
        while (sweep(NEVER, consumerStores)) {
            consumerStores++;
        }
        assertTrue(producerStores > 4 * MESSAGES, "producer stores " + producerStores);
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
        memory.putLong(SegmentLayout.NONCE, 0x1234_5678_9abc_def0L);
        return new Exchange(producerDiesAt, consumerDiesAt).run();
    }

    private final class Exchange {
        private final Writer other = new Writer(2, NEVER, 0);
        private Writer mortal;
        private Reader reader;
        private List<Delivery> delivered = new ArrayList<>();
        private boolean writerDied;
        private boolean readerDied;
        private int absent; // turns until the successor comes

        Exchange(int producerDiesAt, int consumerDiesAt) {
            mortal = new Writer(1, producerDiesAt, 0);
            reader = new Reader(consumerDiesAt);
        }

        boolean run() throws InterruptedException {
            int quietTurns = 0;
            for (int turn = 0; turn < TURNS && quietTurns < QUIET_TURNS; turn++) {
                int before = reader.read.size();
                mortalWrites(1 + turn % 3);
                assertFalse(dies(other, 1 + turn % 2), where);
                reads();
                boolean quiet = absent == 0 && mortal.next + other.next == 2 * MESSAGES;
                quietTurns = quiet && reader.read.size() == before ? quietTurns + 1 : 0;
            }
            delivered.addAll(reader.read);
            assertEquals(MESSAGES, other.next, "the other writer was held up: " + where);
            assertEquals(MESSAGES, mortal.next, "the writer was held up: " + where);
            assertOrder(delivered, 2, false);
            assertOrder(delivered, 1, writerDied);
            return writerDied || readerDied;
        }

        private void mortalWrites(int messages) {
            if (absent > 0) {
                absent--;
            } else if (dies(mortal, messages)) {
                // It does not know whether its last message was published, and writes it again.
                mortal = new Writer(1, NEVER, mortal.next);
                writerDied = true;
                absent = slowness;
                if (slowness == 0) {
                    // Before anybody has pushed tail past the claim that it leaves.
                    assertFalse(dies(mortal, 1), where);
                }
            }
        }

        private void reads() throws InterruptedException {
            if (reader.dies()) {
                delivered.addAll(reader.read);
                delivered = released(delivered, memory.getLong(MpscLayout.HEAD));
                reader = new Reader(NEVER);
                readerDied = true;
            }
        }
    }

    /** What was delivered and need not be again: all before the first message from head on. */
    private List<Delivery> released(List<Delivery> delivered, long head) {
        long position = head;
        while (isPublished(position) && header(position) >>> Integer.SIZE == 0) {
            position += MpscLayout.recordLength(SpscLayout.length(header(position)));
        }
        int type = SpscLayout.msgTypeId(header(position));
        Delivery first =
                new Delivery(
                        (type - 1) / 1000, (type - 1) % 1000, index(position) + MpscLayout.MESSAGE);
        int known = delivered.lastIndexOf(first);
        return isPublished(position) && known >= 0
                ? new ArrayList<>(delivered.subList(0, known))
                : delivered;
    }

    private static int index(long position) {
        return MpscLayout.records(CAPACITY) + ((int) position & CAPACITY - 1);
    }

    private long header(long position) {
        return memory.getLong(index(position) + MpscLayout.HEADER);
    }

    private boolean isPublished(long position) {
        long key = MpscLayout.key(memory.getLong(SegmentLayout.NONCE));
        return memory.getLong(index(position)) == MpscLayout.stamp(position, key);
    }

    /** Each message once and in order, and one twice in a row if its writer died. */
    private void assertOrder(List<Delivery> delivered, int writer, boolean died) {
        int due = 0;
        int repetitions = 0;
        for (Delivery delivery : delivered) {
            if (delivery.writer != writer) {
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
