package io.sluice.benchmarks;

import java.util.HashSet;
import java.util.Set;

/**
 * Which message of a producer may come next, over its deaths.
 *
 * <p>A producer that was killed had published all that it noted, and the message or the batch that
 * it was about to publish wholly or not at all. Its successor begins with the number after that.
 */
final class SoakLives {
    private final SoakNotes notes;

    SoakLives(SoakNotes notes) {
        this.notes = notes;
    }

    /**
     * Whether a message may be the next of its producer.
     *
     * @param seen the life and the number after the last one that came
     * @param skipped how many the ring says it has not given since
     */
    boolean follows(SoakMessage seen, SoakMessage message, long skipped) {
        if (message.life() == seen.life()) {
            return message.sequence() == seen.sequence() + skipped;
        }
        long start = notes.start(message.producer(), message.life());
        if (message.life() < seen.life() || message.sequence() < start) {
            return false;
        }
        if (skipped == 0 && message.sequence() != start) {
            return false;
        }
        long neverPublished = message.sequence() - seen.sequence() - skipped;
        return inDoubt(seen, message).contains(neverPublished);
    }

    /** Whether a producer, which is dead, may have left no more than what was seen. */
    boolean mayEndAt(SoakMessage seen) {
        int producer = seen.producer();
        SoakMessage successor =
                new SoakMessage(producer, notes.life(producer) + 1, notes.begun(producer));
        return follows(seen, successor, 0);
    }

    /** How many numbers between the two may be those of messages that were never published. */
    private Set<Long> inDoubt(SoakMessage seen, SoakMessage message) {
        Set<Long> sums = new HashSet<>(Set.of(0L));
        long before = seen.sequence();
        for (int life = seen.life() + 1; life <= message.life(); life++) {
            long sure = notes.sure(message.producer(), life);
            long start = notes.start(message.producer(), life);
            // Less than before: the life before was killed before it had noted that it began there.
            if (sure >= before && start > sure) {
                for (long sum : Set.copyOf(sums)) {
                    sums.add(sum + start - sure);
                }
                before = start;
            }
        }
        return sums;
    }
}
