package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The oracle alone: no ring, no process, only what a consumer would be given. */
class SoakOrderTest {
    private static final int MANY = 60; // more than it waits for one that is missing

    private final SoakNotes notes = new SoakNotes(new UnsafeBuffer(new byte[SoakNotes.length()]));

    @BeforeAll
    static void open() {
        AgronaAccess.ensureOpen();
    }

    /** A producer that has written and noted so many in all. */
    private int live(int producer, long written) {
        int life = notes.beginLife(producer);
        notes.begun(producer, written);
        notes.written(producer, written);
        return life;
    }

    private static SoakMessage message(int life, long sequence) {
        return new SoakMessage(0, life, sequence);
    }

    private SoakOrder spsc() {
        return new SoakOrder(SoakKind.SPSC, notes, 1);
    }

    private static void give(SoakOrder order, int life, long from, long to) {
        for (long i = from; i < to; i++) {
            order.check(message(life, i), 0);
        }
    }

    private static void assertFault(String start, Runnable given) {
        SoakFault fault = assertThrows(SoakFault.class, given::run);
        assertTrue(fault.getMessage().startsWith(start), fault.getMessage());
    }

    @Test
    void whatComesInOrderIsRight() {
        live(0, 100);
        SoakOrder order = spsc();
        give(order, 1, 0, 100);
        order.endOfMessages();
        assertEquals(100, notes.seen(1, 0).sequence());
        assertEquals(0, notes.repeated(1));
    }

    @Test
    void missingMessageIsLostOnceMoreHaveCome() {
        live(0, 100);
        SoakOrder order = spsc();
        give(order, 1, 0, 5);
        assertFault("lost: expected message 5 ", () -> give(order, 1, 6, MANY));
    }

    @Test
    void missingMessageIsLostOnceTheRingIsEmpty() {
        live(0, 100);
        SoakOrder order = spsc();
        give(order, 1, 0, 5);
        give(order, 1, 6, 7);
        assertFault("lost: expected message 5 ", order::endOfMessages);
    }

    @Test
    void firstMessageOfAllIsMissed() {
        live(0, 100);
        SoakOrder order = spsc();
        assertFault("lost: expected message 0 ", () -> give(order, 1, 1, MANY));
    }

    @Test
    void missingMessageThatComesLaterIsOutOfOrder() {
        live(0, 100);
        SoakOrder order = spsc();
        give(order, 1, 0, 5);
        give(order, 1, 6, 8);
        assertFault("out of order: expected message 5 ", () -> give(order, 1, 5, 6));
    }

    @Test
    void messageThatComesTwiceIsRepeated() {
        live(0, 100);
        SoakOrder order = spsc();
        give(order, 1, 0, 5);
        assertFault("repeated beyond the contract: message 4 ", () -> give(order, 1, 4, 5));
    }

    @Test
    void messageThatNobodyBeganIsAltered() {
        live(0, 3);
        SoakOrder order = spsc();
        give(order, 1, 0, 3);
        assertFault("altered: message 3 ", () -> give(order, 1, 3, 4));
        assertFault("altered: message 0 ", () -> order.check(new SoakMessage(7, 1, 0), 0));
        assertFault("altered: message 0 ", () -> order.check(message(2, 0), 0));
    }

    @Test
    void whatWasInDoubtWhenItsProducerDiedMayHaveComeOrNot() {
        for (long came : new long[] {10, 13}) {
            SoakNotes own = new SoakNotes(new UnsafeBuffer(new byte[SoakNotes.length()]));
            own.beginLife(0);
            own.written(0, 10);
            own.begun(0, 13); // a batch
            SoakOrder order = new SoakOrder(SoakKind.SPSC, own, 1);
            give(order, 1, 0, came);
            assertEquals(2, own.beginLife(0));
            own.begun(0, 14);
            give(order, 2, 13, 14);
        }
    }

    @Test
    void halfOfABatchThatWasInDoubtIsLost() {
        notes.beginLife(0);
        notes.written(0, 10);
        notes.begun(0, 13);
        SoakOrder order = spsc();
        give(order, 1, 0, 12);
        notes.beginLife(0);
        notes.begun(0, 99);
        assertFault("lost: expected message 12 ", () -> give(order, 2, 13, 99));
    }

    @Test
    void whatADeadProducerNotedIsNotInDoubt() {
        live(0, 10);
        notes.begun(0, 11);
        SoakOrder order = spsc();
        give(order, 1, 0, 9);
        notes.beginLife(0);
        notes.begun(0, 99);
        assertFault("lost: expected message 9 ", () -> give(order, 2, 11, 99));
    }

    @Test
    void livesThatPublishedNothingAreSkipped() {
        live(0, 10);
        notes.begun(0, 11); // in doubt
        SoakOrder order = spsc();
        give(order, 1, 0, 10);
        notes.beginLife(0);
        notes.begun(0, 12); // in doubt
        notes.beginLife(0);
        assertEquals(4, live(0, 20));
        give(order, 4, 12, 20);
    }

    @Test
    void lifeAllOfWhichIsMissingIsLost() {
        live(0, 10);
        SoakOrder order = spsc();
        give(order, 1, 0, 10);
        live(0, 12);
        live(0, 99);
        assertFault("lost: expected message 10 ", () -> give(order, 3, 12, 99));
    }

    @Test
    void messageOfAnEarlierLifeIsRepeated() {
        live(0, 10);
        SoakOrder order = spsc();
        give(order, 1, 0, 10);
        live(0, 20);
        give(order, 2, 10, 12);
        assertFault("repeated beyond the contract", () -> give(order, 1, 9, 10));
    }

    @Test
    void endIsReachedOnlyWithAllThatWasNoted() {
        live(0, 10);
        notes.begun(0, 13);
        SoakLives lives = new SoakLives(notes);
        assertTrue(lives.mayEndAt(message(1, 10)));
        assertTrue(lives.mayEndAt(message(1, 13)));
        for (long end : new long[] {9, 11, 12}) {
            assertTrue(!lives.mayEndAt(message(1, end)), "end=" + end);
        }
    }

    @Test
    void producersOfOneRingAreKeptApart() {
        live(0, 10);
        live(1, 10);
        SoakOrder order = new SoakOrder(SoakKind.MPSC, notes, 3);
        for (int i = 0; i < 10; i++) {
            order.check(new SoakMessage(0, 1, i), 0);
            if (i != 4) {
                order.check(new SoakMessage(1, 1, i), 0);
            }
            if (i == 5) {
                assertFault("lost: expected message 4 of producer 1", order::endOfMessages);
                return;
            }
        }
    }
}
