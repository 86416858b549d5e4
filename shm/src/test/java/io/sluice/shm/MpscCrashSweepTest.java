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
    static final int CAPACITY = 4096;
    private static final int MESSAGES = MortalWriter.MESSAGES;
    private static final int NOWHERE = -1;
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
            assertEquals(MortalWriter.length(delivery.writer, delivery.message), length, where);
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
        private final MortalWriter other = new MortalWriter(2, NEVER, 0);
        private MortalWriter mortal;
        private Reader reader;
        private List<Delivery> delivered = new ArrayList<>();
        private boolean writerDied;
        private boolean readerDied;
        private int absent; // turns until the successor comes

        Exchange(int producerDiesAt, int consumerDiesAt) {
            mortal = new MortalWriter(1, producerDiesAt, 0);
            reader = new Reader(consumerDiesAt);
        }

        boolean run() throws InterruptedException {
            int quietTurns = 0;
            for (int turn = 0; turn < TURNS && quietTurns < QUIET_TURNS; turn++) {
                int before = reader.read.size();
                mortalWrites(1 + turn % 3);
                assertFalse(other.dies(memory, alive, 1 + turn % 2), where);
                reads();
                boolean quiet = absent == 0 && mortal.next() + other.next() == 2 * MESSAGES;
                quietTurns = quiet && reader.read.size() == before ? quietTurns + 1 : 0;
            }
            delivered.addAll(reader.read);
            assertEquals(MESSAGES, other.next(), "the other writer was held up: " + where);
            assertEquals(MESSAGES, mortal.next(), "the writer was held up: " + where);
            assertOrder(delivered, 2, false);
            assertOrder(delivered, 1, writerDied);
            return writerDied || readerDied;
        }

        private void mortalWrites(int messages) {
            if (absent > 0) {
                absent--;
            } else if (mortal.dies(memory, alive, messages)) {
                // It does not know whether its last message was published, and writes it again.
                mortal = new MortalWriter(1, NEVER, mortal.next());
                writerDied = true;
                absent = slowness;
                if (slowness == 0) {
                    // Before anybody has pushed tail past the claim that it leaves.
                    assertFalse(mortal.dies(memory, alive, 1), where);
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
        int header = NOWHERE;
        for (long position = head; header == NOWHERE && isPublished(position); ) {
            int record = index(position);
            int type = SpscLayout.msgTypeId(memory.getLong(record + MpscLayout.HEADER));
            if (type == MpscLayout.BATCH_TYPE) {
                header = firstOfBatch(record);
            } else if (type != MpscLayout.PADDING_TYPE) {
                header = record + MpscLayout.HEADER;
            }
            int length = SpscLayout.length(memory.getLong(record + MpscLayout.HEADER));
            position += MpscLayout.recordLength(length);
        }
        if (header == NOWHERE) {
            return delivered;
        }
        int type = SpscLayout.msgTypeId(memory.getLong(header));
        Delivery first = new Delivery((type - 1) / 1000, (type - 1) % 1000, header + Long.BYTES);
        int known = delivered.lastIndexOf(first);
        return known >= 0 ? new ArrayList<>(delivered.subList(0, known)) : delivered;
    }

    /** Where the header of the first message is that a consumer has not marked as released. */
    private int firstOfBatch(int record) {
        int part = record + MpscLayout.MESSAGE;
        int end = part + SpscLayout.length(memory.getLong(record + MpscLayout.HEADER));
        while (part + MpscLayout.PART_HEADER <= end && memory.getLong(part) != 0) {
            long header = memory.getLong(part);
            if (SpscLayout.msgTypeId(header) != MpscLayout.RELEASED_TYPE) {
                return part;
            }
            part += MpscLayout.partLength(SpscLayout.length(header));
        }
        return NOWHERE;
    }

    private static int index(long position) {
        return MpscLayout.records(CAPACITY) + ((int) position & CAPACITY - 1);
    }

    private boolean isPublished(long position) {
        long key = MpscLayout.key(memory.getLong(SegmentLayout.NONCE));
        return memory.getLong(index(position)) == MpscLayout.stamp(position, key);
    }

    /** Each message once and in order; one, or one batch, twice in a row if its writer died. */
    private void assertOrder(List<Delivery> delivered, int writer, boolean died) {
        int due = 0;
        int repetitions = 0;
        for (Delivery delivery : delivered) {
            if (delivery.writer != writer) {
                continue;
            }
            if (delivery.message < due
                    && due - delivery.message == MortalWriter.together(delivery.message)) {
                repetitions++;
                due = delivery.message;
            }
            assertEquals(due, delivery.message, () -> where + ": " + delivered);
            due++;
        }
        assertEquals(MESSAGES, due, () -> where + ": " + delivered);
        assertTrue(repetitions <= (died ? 1 : 0), () -> where + ": " + delivered);
    }
}
