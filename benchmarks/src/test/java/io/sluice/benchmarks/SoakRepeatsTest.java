package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a killed consumer's successor may be given, and what not. */
class SoakRepeatsTest {
    private static final int CONSUMER = 1;

    private final SoakNotes notes = new SoakNotes(new UnsafeBuffer(new byte[SoakNotes.length()]));

    @BeforeAll
    static void open() {
        AgronaAccess.ensureOpen();
    }

    @BeforeEach
    void live() {
        notes.beginLife(0);
        notes.begun(0, 1_000);
        notes.written(0, 1_000);
    }

    private SoakOrder consumer(SoakKind kind) {
        return new SoakOrder(kind, notes, CONSUMER);
    }

    private static void give(SoakOrder order, long from, long to) {
        for (long i = from; i < to; i++) {
            order.check(new SoakMessage(0, 1, i), 0);
        }
    }

    private static void assertFault(String start, Runnable given) {
        SoakFault fault = assertThrows(SoakFault.class, given::run);
        assertTrue(fault.getMessage().startsWith(start), fault.getMessage());
    }

    @Test
    void whatWasNotReleasedMayComeAgain() {
        give(consumer(SoakKind.SPSC), 0, 20);
        SoakOrder successor = consumer(SoakKind.SPSC);
        give(successor, 15, 30);
        assertEquals(5, notes.repeated(CONSUMER));
        assertEquals(30, notes.seen(CONSUMER, 0).sequence());
    }

    @Test
    void nothingNeedComeAgain() {
        give(consumer(SoakKind.SPSC), 0, 20);
        give(consumer(SoakKind.SPSC), 20, 30);
        assertEquals(0, notes.repeated(CONSUMER));
    }

    @Test
    void whatWasReleasedMayNotComeAgain() {
        SoakOrder first = consumer(SoakKind.SPSC);
        give(first, 0, 18);
        first.endOfMessages();
        give(first, 18, 20);
        give(consumer(SoakKind.SPSC), 18, 20);
        assertFault("repeated beyond the contract", () -> give(consumer(SoakKind.SPSC), 17, 18));
    }

    @Test
    void moreThanAnEighthAndOneMessageMayNotComeAgain() {
        long end = 200;
        give(consumer(SoakKind.SPSC), 0, end);
        long from = end - 1;
        long bytes = 0;
        while (bytes <= SoakKind.CAPACITY / 8) {
            from--;
            bytes += SoakKind.SPSC.recordLength(new SoakMessage(0, 1, from).length());
        }
        give(consumer(SoakKind.SPSC), from + 1, end);
        long tooMany = from;
        assertFault(
                "repeated beyond the contract",
                () -> give(consumer(SoakKind.SPSC), tooMany, tooMany + 1));
    }

    @Test
    void whatComesAgainHasAllOfItInItsOrder() {
        give(consumer(SoakKind.SPSC), 0, 20);
        SoakOrder successor = consumer(SoakKind.SPSC);
        give(successor, 15, 17);
        assertFault("out of order among what comes again", () -> give(successor, 18, 19));
    }

    @Test
    void orderOfAllProducersComesAgain() {
        notes.beginLife(1);
        notes.begun(1, 1_000);
        SoakOrder first = new SoakOrder(SoakKind.MPSC, notes, 3);
        first.check(new SoakMessage(0, 1, 0), 0);
        first.check(new SoakMessage(1, 1, 0), 0);
        first.check(new SoakMessage(0, 1, 1), 0);
        SoakOrder successor = new SoakOrder(SoakKind.MPSC, notes, 3);
        successor.check(new SoakMessage(1, 1, 0), 0);
        assertFault(
                "out of order among what comes again",
                () -> successor.check(new SoakMessage(1, 1, 1), 0));
    }

    @Test
    void whatOneLaneReleasesSaysNothingOfWhatAnotherHasNotReadYet() {
        notes.beginLife(1);
        notes.begun(1, 1_000);
        SoakOrder first = new SoakOrder(SoakKind.FANIN, notes, 2);
        first.check(new SoakMessage(0, 1, 0), 0);
        first.check(new SoakMessage(1, 1, 0), 0);
        SoakOrder successor = new SoakOrder(SoakKind.FANIN, notes, 2);
        successor.check(new SoakMessage(0, 1, 1), 0);
        successor.released();
        successor.check(new SoakMessage(1, 1, 0), 0); // again, as it may
        SoakOrder third = new SoakOrder(SoakKind.FANIN, notes, 2);
        assertFault("repeated beyond the contract", () -> third.check(new SoakMessage(0, 1, 1), 0));
    }

    @Test
    void whatWasNotThereWhenTheRingWasEmptyMayNotComeAgain() {
        give(consumer(SoakKind.SPSC), 0, 20);
        SoakOrder successor = consumer(SoakKind.SPSC);
        successor.endOfMessages();
        assertFault("repeated beyond the contract", () -> give(successor, 19, 20));
    }

    @Test
    void killBetweenTheTwoNotesChangesNothing() {
        give(consumer(SoakKind.SPSC), 0, 20);
        notes.seen(CONSUMER, new SoakMessage(0, 1, 19)); // as if killed before it was 20
        give(consumer(SoakKind.SPSC), 20, 30);
        assertEquals(30, notes.seen(CONSUMER, 0).sequence());
    }

    @Test
    void lossIsSeenOverTheDeathOfAConsumer() {
        SoakOrder first = consumer(SoakKind.SPSC);
        give(first, 0, 20);
        first.endOfMessages();
        SoakOrder successor = consumer(SoakKind.SPSC);
        give(successor, 21, 22);
        assertFault("lost: expected message 20 ", successor::endOfMessages);
    }

    @Test
    void whoWasToldOfALossIsGivenTheOneAfterIt() {
        SoakOrder lossy = consumer(SoakKind.BROADCAST);
        lossy.joinedBetween(0, 7);
        lossy.check(new SoakMessage(0, 1, 5), 0);
        lossy.check(new SoakMessage(0, 1, 10), 4);
        lossy.check(new SoakMessage(0, 1, 12), 0);
        assertFault("lost: expected message 11 ", lossy::endOfMessages);
    }

    @Test
    void whoWasToldTooManyIsGivenOneAgain() {
        SoakOrder lossy = consumer(SoakKind.BROADCAST);
        lossy.check(new SoakMessage(0, 1, 5), 0);
        assertFault(
                "repeated beyond the contract", () -> lossy.check(new SoakMessage(0, 1, 10), 5));
    }

    @Test
    void whoJoinsIsGivenWhatWasWrittenThen() {
        for (long first : new long[] {4, 8}) {
            SoakOrder gated = consumer(SoakKind.GATED);
            gated.joinedBetween(5, 7);
            assertFault(
                    "out of order: a consumer that joined", () -> give(gated, first, first + 1));
        }
        SoakOrder gated = consumer(SoakKind.GATED);
        gated.joinedBetween(5, 7);
        give(gated, 7, 20);
    }
}
