package io.sluice.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * The order in which one consumer is given messages: each producer's in theirs, none lost, none
 * again but what its predecessor had read and not released. Throws {@link SoakFault}.
 *
 * <p>A message that comes too soon means that those before it were lost or come later; which of the
 * two, the next messages tell.
 */
final class SoakOrder {
    private static final int PATIENCE = 50;

    private final SoakKind kind;
    private final SoakNotes notes;
    private final int consumer;
    private final SoakLives lives;
    private final SoakMessage[] seen;
    private final boolean[] joined; // by check: whether it knows where this producer is
    private final List<SoakRepeats> repeats = new ArrayList<>();
    private long least; // by joinedBetween: the first message is none before
    private long most = Long.MAX_VALUE; // by joinedBetween: nor one after
    private String suspicion; // by suspect
    private SoakMessage firstMissing; // by suspect
    private SoakMessage tooSoon; // by suspect
    private int since; // messages since the suspicion

    /**
     * Of a consumer that begins.
     *
     * @param consumer its slot
     */
    SoakOrder(SoakKind kind, SoakNotes notes, int consumer) {
        this.kind = kind;
        this.notes = notes;
        this.consumer = consumer;
        this.lives = new SoakLives(notes);
        this.seen = new SoakMessage[kind.producers()];
        this.joined = new boolean[kind.producers()];
        if (kind.isResumed()) {
            resume();
        } else {
            for (int producer = 0; producer < seen.length; producer++) {
                notes.seen(consumer, new SoakMessage(producer, 0, 0));
            }
        }
    }

    private void resume() {
        for (int producer = 0; producer < seen.length; producer++) {
            SoakMessage noted = notes.seen(consumer, producer);
            seen[producer] = new SoakMessage(producer, noted.life(), noted.sequence());
            joined[producer] = true;
        }
        for (int stream = 0; stream < kind.streams(); stream++) {
            SoakRepeats repeated = new SoakRepeats(kind, notes, stream);
            repeats.add(repeated);
            SoakMessage last = repeated.last();
            if (last != null && last.sequence() >= seen[last.producer()].sequence()) {
                see(last);
            }
        }
    }

    /**
     * Checks a message whose bytes are right.
     *
     * @param skipped how many the ring says it has not given since the one before
     */
    void check(SoakMessage message, long skipped) {
        int producer = message.producer();
        boolean known = producer >= 0 && producer < seen.length;
        if (!known
                || message.life() < 1
                || message.life() > notes.life(producer)
                || message.sequence() >= notes.begun(producer)) {
            throw new SoakFault("altered: " + message + " came, which nobody has begun to write");
        }
        if (suspicion != null) {
            follow(message);
            return;
        }
        if (kind.isResumed() && stream(producer).isRepeated(message)) {
            notes.repeatedOne(consumer);
            return;
        }
        if (joined[producer] && !lives.follows(seen[producer], message, skipped)) {
            suspect(message, skipped);
            return;
        }
        if (!joined[producer]) {
            requireJoined(message, skipped);
            joined[producer] = true;
        }
        if (kind.isResumed()) {
            stream(producer).add(message);
        }
        see(message);
    }

    /** Says where the one producer was, at least and at most, when this consumer joined. */
    void joinedBetween(long leastSequence, long mostSequence) {
        least = leastSequence;
        most = mostSequence;
    }

    private void requireJoined(SoakMessage message, long skipped) {
        if (message.sequence() < least || message.sequence() > most + skipped) {
            throw new SoakFault(
                    "out of order: a consumer that joined when the producer was between %d and %d was first given %s, with %d told as lost"
                            .formatted(least, most, message, skipped));
        }
    }

    private SoakRepeats stream(int producer) {
        return repeats.get(kind.streams() == 1 ? 0 : producer);
    }

    private void see(SoakMessage message) {
        seen[message.producer()] = message.next();
        notes.seen(consumer, message.next());
    }

    private void suspect(SoakMessage message, long skipped) {
        SoakMessage next = seen[message.producer()];
        long due = next.sequence() + skipped;
        if (message.life() <= next.life() && message.sequence() < due) {
            throw new SoakFault(
                    "repeated beyond the contract: %s came again, expected %d"
                            .formatted(message, due));
        }
        firstMissing = next;
        tooSoon = message;
        suspicion =
                "expected %s, came %s%s"
                        .formatted(
                                new SoakMessage(message.producer(), next.life(), due),
                                message,
                                skipped == 0 ? "" : ", with " + skipped + " told as lost");
        since = 0;
    }

    private void follow(SoakMessage message) {
        if (message.producer() == tooSoon.producer()
                && message.sequence() >= firstMissing.sequence()
                && message.sequence() < tooSoon.sequence()) {
            throw new SoakFault(
                    "out of order: %s; %d came %d later"
                            .formatted(suspicion, message.sequence(), since + 1));
        }
        if (++since == PATIENCE) {
            throw lost();
        }
    }

    private SoakFault lost() {
        return new SoakFault("lost: " + suspicion);
    }

    /** The ring says that there is no more now, and has released all. */
    void endOfMessages() {
        if (suspicion != null) {
            throw lost();
        }
        repeats.forEach(SoakRepeats::empty);
    }

    /** The ring has released all that this consumer has read, of every stream. */
    void released() {
        if (suspicion == null) {
            repeats.forEach(SoakRepeats::released);
        }
    }
}
