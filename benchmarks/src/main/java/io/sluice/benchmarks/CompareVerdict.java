package io.sluice.benchmarks;

import java.util.Locale;

/** What two runs say about one row: whether the second is better than the first. */
enum CompareVerdict {
    /** It is better. */
    BETTER,
    /** It is worse. */
    WORSE,
    /** The runs do not tell, which is not to say that they are the same. */
    UNDECIDED;

    /**
     * Decided only if the slices do not overlap and the figures differ by more than the floor. The
     * figures swapped, better is worse.
     *
     * @param floor the least difference that counts, as a share of the smaller figure
     */
    static CompareVerdict of(CompareFigure first, CompareFigure second, double floor) {
        boolean apart = first.high() < second.low() || second.high() < first.low();
        double smaller = Math.min(first.middle(), second.middle());
        double larger = Math.max(first.middle(), second.middle());
        if (!apart || !(larger > smaller * (1 + floor))) {
            return UNDECIDED;
        }
        return first.unit().isBetter(second.middle(), first.middle()) ? BETTER : WORSE;
    }

    /** What the table calls it. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
