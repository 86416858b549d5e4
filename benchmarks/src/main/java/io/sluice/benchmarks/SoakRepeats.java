package io.sluice.benchmarks;

import com.google.errorprone.annotations.CheckReturnValue;

/**
 * What a consumer that succeeds a killed one may be given again: the end of what that one had
 * noted, in the same order, not beyond what it had released, and an eighth of the ring and one
 * message at most.
 */
final class SoakRepeats {
    private static final long UNKNOWN = -1;

    private final SoakKind kind;
    private final SoakNotes notes;
    private final int stream;
    private long cursor = UNKNOWN; // the next in the journal that must come again

    SoakRepeats(SoakKind kind, SoakNotes notes, int stream) {
        this.kind = kind;
        this.notes = notes;
        this.stream = stream;
    }

    /** Whether it is one that comes again, as it may. */
    @CheckReturnValue
    boolean isRepeated(SoakMessage message) {
        long end = notes.journalEnd(stream);
        if (cursor == UNKNOWN) {
            cursor = first(message, end);
        }
        if (cursor == end) {
            return false;
        }
        SoakMessage expected = notes.journal(stream, cursor);
        if (!expected.equals(message)) {
            throw new SoakFault(
                    "out of order among what comes again after the consumer's death: expected "
                            + expected
                            + ", came "
                            + message);
        }
        cursor++;
        return true;
    }

    private long first(SoakMessage message, long end) {
        long position = end;
        long oldest = Math.max(0, end - SoakNotes.JOURNALED);
        do {
            position--;
        } while (position >= oldest && !notes.journal(stream, position).equals(message));
        if (position < oldest) {
            return end;
        }
        requireUnreleased(message, position, end);
        return position;
    }

    private void requireUnreleased(SoakMessage message, long position, long end) {
        long bytes = 0;
        for (long at = position; at < end - 1; at++) {
            bytes += kind.recordLength(notes.journal(stream, at).length());
        }
        if (position < notes.mark(stream) || bytes > SoakKind.CAPACITY / 8) {
            throw new SoakFault(
                    "repeated beyond the contract: %s came again after the consumer's death, %d messages of %d bytes before the last that was read; the consumer had released all before the last %d"
                            .formatted(
                                    message, end - 1 - position, bytes, end - notes.mark(stream)));
        }
    }

    /** Notes one that is new. */
    void add(SoakMessage message) {
        notes.addToJournal(stream, message);
        cursor++;
    }

    /** Notes that all that this consumer has read has been released. */
    void released() {
        if (cursor == notes.journalEnd(stream)) {
            notes.mark(stream, cursor);
        }
    }

    /** Notes that there was nothing to read, and all was released. */
    void empty() {
        if (cursor == UNKNOWN) {
            cursor = notes.journalEnd(stream);
        }
        released();
    }

    /** The last that was noted, or null: a kill may have come before it was noted as seen. */
    SoakMessage last() {
        long end = notes.journalEnd(stream);
        return end == 0 ? null : notes.journal(stream, end - 1);
    }
}
