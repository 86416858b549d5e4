package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The deaths from which Agrona's ManyToOneRingBuffer 2.6.0 does not recover, or recovers wrongly,
 * and some more.
 */
@Timeout(60)
class MpscDeathTest {
    private static final int CAPACITY = 4096;

    static {
        AgronaAccess.ensureOpen();
    }

    private final UnsafeBuffer memory =
            new UnsafeBuffer(
                    ByteBuffer.allocateDirect((int) MpscLayout.shape(CAPACITY).fileLength()));
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[CAPACITY / 8]);
    private final boolean[] alive = new boolean[8];
    private final List<Integer> read = new ArrayList<>();
    private final MpscConsumer consumer =
            new MpscConsumer(new Memory(memory), CAPACITY, slot -> alive[slot], "ring", () -> {});
    private final MessageHandler note = (type, buffer, index, length) -> read.add(type);

    private MpscProducer producer(int slot) {
        MpscProducer producer =
                new MpscProducer(
                        new Memory(memory), CAPACITY, slot, "ring", () -> alive[slot] = false);
        alive[slot] = true;
        return producer;
    }

    /** Leaves the ring's position {@code granules} from its end, and the ring empty. */
    private void fillUpTo(MpscProducer producer, int granules) {
        for (int i = 0; i < CAPACITY / MpscLayout.GRANULE - granules; i++) {
            assertTrue(producer.write(9, message, 0, 8));
        }
        consumer.read((type, buffer, index, length) -> {}, Integer.MAX_VALUE);
    }

    @Test
    void claimThatEndsWhereTheRingEndsIsPassedWhenItsOwnerDies() throws Exception {
        MpscProducer living = producer(1);
        fillUpTo(living, 2);
        assertTrue(producer(2).tryClaim(2, 100) > 0);
        alive[2] = false;
        assertTrue(living.write(1, message, 0, 8));
        assertTrue(consumer.await(0, 1));
        assertEquals(1, consumer.read(note, 9));
        assertEquals(List.of(1), read);
    }

    @Test
    void claimAcrossTheRingsEndIsPassedWhenItsOwnerDies() throws Exception {
        MpscProducer living = producer(1);
        fillUpTo(living, 1);
        assertTrue(producer(2).tryClaim(2, 400) > 0);
        alive[2] = false;
        assertTrue(living.write(1, message, 0, 8));
        assertTrue(consumer.await(0, 1));
        assertEquals(1, consumer.read(note, 9));
    }

    @Test
    void lastClaimIsPassedWithoutAnybodyPublishingAfterIt() throws Exception {
        MpscProducer dying = producer(2);
        int length = dying.maxMsgLength();
        assertTrue(dying.tryClaim(2, length) > 0);
        alive[2] = false;
        assertEquals(0, consumer.read(note, 9));
        boolean unused = consumer.await(0, 1);
        assertEquals(
                MpscLayout.recordLength(length), memory.getLong(MpscLayout.HEAD), "head after it");
    }

    @Test
    void pausedProducersLateCommitPublishesItsOwnMessageAndNoOther() throws Exception {
        MpscProducer paused = producer(1);
        MpscProducer other = producer(2);
        int index = paused.tryClaim(1, 8);
        while (other.write(2, message, 0, 8)) {
            // until the ring is full, a whole lap
        }
        assertEquals(0, consumer.read(note, 9));
        boolean unused = consumer.await(0, 1);
        assertEquals(0, memory.getLong(MpscLayout.HEAD), "a living producer was passed");
        int open = producer(3).tryClaim(3, 8);
        assertEquals(RingProducer.INSUFFICIENT_CAPACITY, open);
        paused.buffer().putLong(index, 7);
        paused.commit(index);
        int messages = CAPACITY / MpscLayout.GRANULE;
        assertEquals(messages, consumer.read(note, Integer.MAX_VALUE));
        assertEquals(1, read.get(0));
        assertEquals(2, read.get(1));
    }

    /** Memory that lets others act when a word is read first. */
    private static final class Interrupted extends Memory {
        private final int word;
        private Runnable others;

        Interrupted(UnsafeBuffer buffer, int word, Runnable others) {
            super(buffer);
            this.word = word;
            this.others = others;
        }

        @Override
        long getLongAcquire(int index) {
            if (index == word && others != null) {
                Runnable once = others;
                others = null;
                once.run();
            }
            return super.getLongAcquire(index);
        }
    }

    /** Leaves eight messages, a claim of the dead producer 2, and a full ring behind it. */
    private MpscProducer fillAroundADeadClaim() {
        MpscProducer living = producer(1);
        MpscProducer dying = producer(2);
        for (int i = 0; i < 8; i++) {
            assertTrue(living.write(1, message, 0, 8));
        }
        assertTrue(dying.tryClaim(2, 8) > 0);
        alive[2] = false;
        fill(living, 3);
        return living;
    }

    private int fill(MpscProducer producer, int type) {
        int written = 0;
        while (producer.write(type, message, 0, 8)) {
            written++;
        }
        return written;
    }

    @Test
    void successorThatIsOvertakenStillPadsWhatItsPredecessorLeft() {
        MpscProducer living = fillAroundADeadClaim();
        Runnable overtake =
                () -> {
                    assertEquals(8, consumer.read(note, 99));
                    assertEquals(0, consumer.read(note, 99));
                    assertEquals(8, fill(living, 4));
                };
        Memory overtaken = new Interrupted(memory, MpscLayout.claimIndex(0, CAPACITY), overtake);
        MpscProducer successor = new MpscProducer(overtaken, CAPACITY, 2, "ring", () -> {});
        alive[2] = true;
        assertEquals(8, read.size());
        for (int reads = 0; consumer.read(note, 99) == 0; reads++) {
            assertTrue(reads <= 32, "after " + reads + " reads still nothing");
        }
        assertEquals(CAPACITY / MpscLayout.GRANULE - 1 + 8, read.size());
        successor.close();
    }

    @Test
    void claimPaddedByAnotherWhileTheConsumerAsksIsPassedOnce() throws Exception {
        MpscClaims other = new MpscClaims(new Memory(memory), CAPACITY, 0, "ring");
        MpscConsumer asking =
                new MpscConsumer(
                        new Memory(memory),
                        CAPACITY,
                        slot -> {
                            assertTrue(other.pad(owner -> !alive[owner]));
                            return alive[slot];
                        },
                        "ring",
                        () -> {});
        fillAroundADeadClaim();
        assertEquals(8, asking.read(note, 99));
        for (int reads = 0; asking.read(note, 99) == 0; reads++) {
            assertTrue(reads <= 64, "after " + reads + " reads still nothing");
        }
        assertEquals(CAPACITY / MpscLayout.GRANULE - 1, read.size());
    }

    @Test
    void claimPassedByTheConsumerWhileAnotherAsksIsNotPaddedAgain() throws Exception {
        MpscProducer living = fillAroundADeadClaim();
        int rest = CAPACITY / MpscLayout.GRANULE - 9;
        MpscClaims other = new MpscClaims(new Memory(memory), CAPACITY, 0, "ring");
        boolean padded =
                other.pad(
                        owner -> {
                            if (owner == 2 && read.isEmpty()) {
                                consumer.read(note, 99);
                                assertTrue(consumer.isReadyAfterAll());
                                assertEquals(rest, consumer.read(note, 99));
                                assertEquals(0, consumer.read(note, 99));
                                fill(living, 4);
                            }
                            return !alive[owner];
                        });
        assertEquals(false, padded);
        assertEquals(CAPACITY / MpscLayout.GRANULE, consumer.read(note, 99));
    }

    @Test
    void manyDeadClaimsInARowArePassedByOneQuestionEach() {
        for (int slot = 2; slot < alive.length; slot++) {
            assertTrue(producer(slot).tryClaim(2, 8) > 0);
            alive[slot] = false;
        }
        assertTrue(producer(1).write(1, message, 0, 8));
        int reads = 0;
        while (consumer.read(note, 9) == 0) {
            reads++;
            assertTrue(reads <= 32, "after " + reads + " reads still nothing");
        }
        assertEquals(List.of(1), read);
    }

    /** The role must not pass on while an await of the old consumer may still store head. */
    @Test
    void closeWaitsForAnAwaitThatIsPassingADeadClaim() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        AtomicLong headWhenGivenUp = new AtomicLong(-1);
        MpscConsumer slow =
                new MpscConsumer(
                        new Memory(memory),
                        CAPACITY,
                        slot -> {
                            asked.countDown();
                            awaitUninterruptibly(answer);
                            return false;
                        },
                        "ring",
                        () -> headWhenGivenUp.set(memory.getLong(MpscLayout.HEAD)));
        assertTrue(producer(1).tryClaim(1, 8) > 0);
        FutureTask<Boolean> await = new FutureTask<>(() -> slow.await(0, Long.MAX_VALUE));
        new Thread(await).start();
        asked.await();
        Thread closer = new Thread(slow::close);
        closer.start();
        closer.join(50); // long enough for a close that does not wait
        assertEquals(-1, headWhenGivenUp.get(), "given up while the await runs");
        answer.countDown();
        closer.join();
        assertEquals(MpscLayout.GRANULE, headWhenGivenUp.get());
        ExecutionException e = assertThrows(ExecutionException.class, await::get);
        assertInstanceOf(IllegalStateException.class, e.getCause());
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
