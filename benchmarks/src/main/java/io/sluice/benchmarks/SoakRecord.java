package io.sluice.benchmarks;

import org.agrona.concurrent.AtomicBuffer;

/**
 * A record of several words that a lock guards, and what it must be whenever the lock is given.
 *
 * <pre>
 * offset       size  field
 * 0            8     HOLDER   who works on it; 0 between two
 * 8            8     BEGUN    sections begun; DONE between two
 * 16           8     DONE     sections done
 * 24           8     TOLD     deaths told of
 * 64 + 32 n    24    the last 64 sections: number, holder, and the sum of all numbers mixed so far
 * </pre>
 *
 * <pre>
 * edge  from                        to                    so that
 * KILL  holder: a store             who repairs: it, and  the dead one's last store is the last
 *                                   all before it         that there is
 * </pre>
 *
 * <p>Otherwise the lock orders them. Every method is called by who holds it and throws {@link
 * SoakFault}.
 */
final class SoakRecord {
    static final int TOLD = 24;

    private static final int HOLDER = 0;
    private static final int BEGUN = 8;
    private static final int DONE = 16;
    private static final int ENTRIES = 64;
    private static final int ENTRY = 32;
    private static final int KEPT = 64;
    private static final long GOLDEN = 0x9e37_79b9_7f4a_7c15L;

    private final AtomicBuffer buffer;
    private final int offset;

    SoakRecord(AtomicBuffer buffer, int offset) {
        this.buffer = buffer;
        this.offset = offset;
    }

    /** Who is in a slot and a life, as one number. */
    static long holder(int slot, int life) {
        return ((long) life << 8) | (slot + 1);
    }

    static String name(long holder) {
        return holder == 0
                ? "nobody"
                : "process " + ((holder & 0xff) - 1) + "'s life " + (holder >>> 8);
    }

    /** Requires it to be whole, and begins a section. */
    void enter(long holder) {
        long found = get(HOLDER);
        if (found != 0) {
            throw new SoakFault(
                    "the lock was given to %s without a word of a death, and %s is at work on the record"
                            .formatted(name(holder), name(found)));
        }
        requireWhole();
        put(HOLDER, holder);
        put(BEGUN, get(BEGUN) + 1);
    }

    /** Requires all that was done so far to be there. */
    void requireWhole() {
        long done = get(DONE);
        if (get(BEGUN) != done) {
            throw new SoakFault(
                    "the record is half changed, %d sections begun and %d done, and nobody is at work on it"
                            .formatted(get(BEGUN), done));
        }
        if (done > 0) {
            requireEntry(done - 1);
        }
    }

    private void requireEntry(long number) {
        boolean right =
                get(entry(number)) == number
                        && get(entry(number) + 16) == sumBefore(number) + mixed(number);
        if (!right) {
            throw new SoakFault(
                    "section %d is not in the record as it was written; there is %d of %s"
                            .formatted(number, get(entry(number)), name(get(entry(number) + 8))));
        }
    }

    /** Writes the section. */
    void write() {
        long number = get(BEGUN) - 1;
        put(entry(number), number);
        put(entry(number) + 8, get(HOLDER));
        put(entry(number) + 16, sumBefore(number) + mixed(number));
    }

    /** Requires nobody to have been at work meanwhile, and ends the section. */
    void leave(long holder) {
        long number = get(BEGUN) - 1;
        if (get(HOLDER) != holder || get(DONE) != number || get(entry(number) + 8) != holder) {
            throw new SoakFault(
                    "%s holds the lock, and %s was at work on the record meanwhile: %d begun, %d done, section %d of %s"
                            .formatted(
                                    name(holder),
                                    get(HOLDER) == holder ? "somebody" : name(get(HOLDER)),
                                    get(BEGUN),
                                    get(DONE),
                                    number,
                                    name(get(entry(number) + 8))));
        }
        requireEntry(number);
        put(DONE, number + 1);
        put(HOLDER, 0);
    }

    /** Makes it whole after a holder's death, at whatever instruction; and so if it dies, too. */
    void repair() {
        put(TOLD, get(TOLD) + 1);
        if (get(BEGUN) != get(DONE)) {
            write();
            put(DONE, get(BEGUN));
        }
        put(HOLDER, 0);
    }

    long told() {
        return get(TOLD);
    }

    private long sumBefore(long number) {
        return number == 0 ? 0 : get(entry(number - 1) + 16);
    }

    private static long mixed(long number) {
        return (number + 1) * GOLDEN;
    }

    private static int entry(long number) {
        return ENTRIES + ENTRY * (int) (number % KEPT);
    }

    private long get(int field) {
        return buffer.getLong(offset + field);
    }

    private void put(int field, long value) {
        buffer.putLongRelease(offset + field, value); // KILL
    }
}
