package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.ControlledMessageHandler.Action;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Stops the producer, a consumer, or both before each of their stores, and lets new ones go on in
 * the same memory: consumers that live are given what was published, all of it and in order, a
 * batch whole or not at all; those of the lossy ring know what they lost.
 */
@Timeout(600)
class BroadcastCrashSweepTest {
    private static final int CAPACITY = 1024;
    private static final int MESSAGES = 60;
    private static final int NEVER = Integer.MAX_VALUE;
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(20);

    static {
        AgronaAccess.ensureOpen();
    }

    private final UnsafeBuffer memory =
            new UnsafeBuffer(
                    ByteBuffer.allocateDirect((int) BroadcastLayout.gated(CAPACITY).fileLength()));

    private boolean gated;
    private SlotLocks locks;
    private int refusals; // for want of room
    private int evictions;
    private String where; // for messages

    /** Writes by turns, in all ways; a unit is what is published in one step. */
    private final class Writer {
        private final Memory ours;
        private final UnsafeBuffer message = new UnsafeBuffer(new byte[CAPACITY / 8]);
        private int unit; // its first message
        private BroadcastProducer producer;

        Writer(int dyingAt, int unit) {
            this.ours = new CrashingMemory(dyingAt, memory);
            this.unit = unit;
        }

        private final class Locks implements Gates.Locks {
            @Override
            public boolean tryTake(int slot) {
                return locks.tryTake(slot, Writer.this);
            }

            @Override
            public void giveBack(int slot) {
                evictions++;
                locks.giveBack(slot);
            }
        }

        /** Whether it dies. */
        boolean dies(int units) throws InterruptedException {
            try {
                if (producer == null) {
                    Gates gates = new Gates(ours, CAPACITY, new Locks(), "swept");
                    Reservation.Room room = gated ? gates : (position, end) -> Long.MAX_VALUE;
                    producer = new BroadcastProducer(ours, CAPACITY, room, "swept", () -> {});
                }
                for (int i = 0; i < units && unit < MESSAGES; i++) {
                    if (!writeUnit()) {
                        refusals++;
                        boolean unused = producer.awaitRoom(8, 1);
                        break;
                    }
                    unit = SweptUnits.end(unit);
                }
                return false;
            } catch (CrashingMemory.Crash e) {
                locks.giveBackAllOf(this);
                return true;
            }
        }

        private boolean writeUnit() {
            if (!SweptUnits.isBatch(unit)) {
                return write(unit);
            }
            if (!producer.tryStartBatch(CAPACITY / 8 - BroadcastLayout.MESSAGE)) {
                return false;
            }
            if (unit % 2 == 0) {
                assertTrue(write(unit + 1) && write(unit + 2), where);
                producer.abortBatch();
                assertTrue(producer.tryStartBatch(CAPACITY / 8 - BroadcastLayout.MESSAGE), where);
            }
            for (int i = 0; i < SweptUnits.BATCH; i++) {
                assertTrue(write(unit + i), where);
            }
            producer.publishBatch();
            return true;
        }

        private boolean write(int number) {
            int length = SweptUnits.length(number);
            if (number % 3 != 0) {
                SweptUnits.fill(message, 0, length, number);
                return producer.write(1 + number, message, 0, length);
            }
            int index = producer.tryClaim(1 + number, length);
            if (index < 0) {
                return false;
            }
            SweptUnits.fill(producer.buffer(), index, length, number);
            producer.commit(index);
            return true;
        }
    }

    /** One life of a consumer: what it was given from the number at which it joined. */
    private final class Reader {
        private final Memory ours;
        private final Join join;
        private final List<Integer> read = new ArrayList<>(); // with -1 for each that it lost
        private final int slot;
        private BroadcastReader consumer;
        private int first; // where it joined; 0 is the first message
        private int given;
        private int turns;

        Reader(int dyingAt, Join join, boolean gate) {
            this.ours = new CrashingMemory(dyingAt, memory);
            this.join = join;
            this.slot = gate ? locks.take(this) : NEVER;
        }

        /** Whether it dies. */
        boolean dies() throws InterruptedException {
            try {
                if (consumer == null) {
                    consumer = attach();
                    first = (int) consumer.cursor.number() - 1;
                }
                turns++;
                if (turns % 3 == 0) {
                    consumer.controlledRead(
                            (type, buffer, index, length) -> {
                                check(type, buffer, index, length);
                                return Action.COMMIT;
                            },
                            4);
                } else if (consumer.await(0, 1)) {
                    consumer.read(this::check, turns % 2 == 0 ? 2 : 7);
                }
                return false;
            } catch (CrashingMemory.Crash e) {
                locks.giveBackAllOf(this);
                return true;
            }
        }

        private BroadcastReader attach() {
            if (slot == NEVER) {
                Sleep sleep = BroadcastLayout.sleepOnMessages(ours);
                return new LossyConsumer(ours, CAPACITY, join, sleep, "swept");
            }
            BroadcastCursor cursor = new BroadcastCursor(ours, CAPACITY, "swept");
            GatedConsumer entering = new GatedConsumer(ours, cursor, slot, "swept", () -> {});
            entering.join(join);
            return entering;
        }

        private void check(int type, MutableDirectBuffer buffer, int index, int length) {
            while (slot == NEVER && read.size() < ((LossyConsumer) consumer).lost() + given) {
                read.add(-1);
            }
            int number = type - 1;
            SweptUnits.check(number, buffer, index, length, where);
            read.add(number);
            given++;
        }

        void requirePartOf(List<Integer> published, boolean toTheEnd) {
            int to = first + read.size();
            assertTrue(toTheEnd ? to == published.size() : to <= published.size(), where);
            for (int i = 0; i < read.size(); i++) {
                int number = read.get(i);
                assertTrue(number < 0 || number == published.get(first + i), where + ": " + read);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatWasPublishedIsGivenToAllWhoLiveWhereverTheOthersDie(boolean gatedRing)
            throws Exception {
        gated = gatedRing;
        int producerStores = 0;
        while (sweep(producerStores, NEVER)) {
            producerStores++;
        }
        int consumerStores = 0;
        while (sweep(NEVER, consumerStores)) {
            consumerStores++;
        }
        assertTrue(producerStores > 4 * MESSAGES, "producer stores " + producerStores);
        assertTrue(consumerStores > MESSAGES / 4 || !gated, "consumer stores " + consumerStores);
        assertTrue(gated == refusals > 100, "refusals " + refusals);
        assertTrue(gated == evictions > 5, "evictions " + evictions);
        for (int n = 0; n < producerStores; n += 2) {
            for (int m = 0; m < consumerStores; m += 3) {
                sweep(n, m);
            }
        }
    }

    /** Runs the whole exchange. Returns whether somebody died. */
    private boolean sweep(int producerDiesAt, int consumerDiesAt) throws InterruptedException {
        where = "producer dies at " + producerDiesAt + ", consumer at " + consumerDiesAt;
        memory.setMemory(0, memory.capacity(), (byte) 0);
        memory.putLong(SegmentLayout.NONCE, 0x1234_5678_9abc_def0L);
        locks = new SlotLocks();
        return new Exchange(producerDiesAt, consumerDiesAt).run();
    }

    private final class Exchange {
        private final Reader steady = new Reader(NEVER, Join.OLDEST, gated);
        private final Reader slow = new Reader(NEVER, Join.NEWEST, false);
        private final List<Reader> mortals = new ArrayList<>(); // one after the other
        private final int consumerDiesAt;
        private Writer writer;
        private int repeatedUnit = MESSAGES; // by a successor that could not know it was published
        private int absentUntil; // the unit at which the next mortal comes; 0: one is there
        private int quietTurns;
        private boolean died;

        Exchange(int producerDiesAt, int consumerDiesAt) {
            this.consumerDiesAt = consumerDiesAt;
            this.writer = new Writer(producerDiesAt, 0);
            this.mortals.add(new Reader(consumerDiesAt, Join.NEWEST, gated));
        }

        boolean run() throws InterruptedException {
            long deadlineNs = System.nanoTime() + DEADLINE_NS;
            for (int turn = 0; quietTurns < 40; turn++) {
                assertTrue(System.nanoTime() < deadlineNs, () -> "held up: " + where);
                quietTurns = writer.unit == MESSAGES ? quietTurns + 1 : 0;
                steady.dies();
                if (writer.dies(1 + turn % 2)) {
                    repeatedUnit = writer.unit;
                    writer = new Writer(NEVER, repeatedUnit);
                    died = true;
                }
                mortalReads(turn);
                if (turn % 9 == 0 || writer.unit == MESSAGES) {
                    slow.dies();
                }
            }
            check();
            return died;
        }

        private void mortalReads(int turn) throws InterruptedException {
            if (absentUntil > 0) {
                if (writer.unit >= absentUntil) {
                    Join join = consumerDiesAt % 3 == 0 ? Join.NEWEST : Join.OLDEST;
                    mortals.add(new Reader(NEVER, join, gated));
                    absentUntil = 0;
                }
            } else if (turn % 4 == 0 && mortals.get(mortals.size() - 1).dies()) {
                // The next finds its slot as it left it, or cleared by a producer that was full.
                absentUntil = consumerDiesAt % 2 == 0 ? 1 : Math.min(MESSAGES, writer.unit + 20);
                died = true;
                quietTurns = 0;
            }
        }

        private void check() {
            int again = steady.read.size() > MESSAGES ? repeatedUnit : MESSAGES;
            int end = Math.min(MESSAGES, SweptUnits.end(again));
            List<Integer> published =
                    IntStream.concat(IntStream.range(0, end), IntStream.range(again, MESSAGES))
                            .boxed()
                            .toList();
            assertEquals(published, steady.read, where);
            slow.requirePartOf(published, true);
            for (Reader mortal : mortals) {
                mortal.requirePartOf(published, mortal == mortals.get(mortals.size() - 1));
            }
        }
    }
}
