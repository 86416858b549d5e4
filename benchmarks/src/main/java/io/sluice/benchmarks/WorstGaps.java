package io.sluice.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** The longest gaps of a run, kept without allocating. One thread uses it. */
final class WorstGaps {
    private final long[] lengthNs;
    private final long[] atNs;
    private final GapCause[] causes;
    private int kept; // by add

    /**
     * One of them.
     *
     * @param atNs when it began, from the start of the run
     */
    record Gap(long atNs, long lengthNs, GapCause cause) {}

    /** Keeps so many. */
    WorstGaps(int most) {
        lengthNs = new long[most];
        atNs = new long[most];
        causes = new GapCause[most];
    }

    /** Keeps a gap if it is among the longest; of equal ones the earlier. */
    void add(long at, long length, GapCause cause) {
        if (kept == lengthNs.length && length <= lengthNs[kept - 1]) {
            return;
        }
        int place = kept < lengthNs.length ? kept++ : kept - 1;
        while (place > 0 && lengthNs[place - 1] < length) {
            lengthNs[place] = lengthNs[place - 1];
            atNs[place] = atNs[place - 1];
            causes[place] = causes[place - 1];
            place--;
        }
        lengthNs[place] = length;
        atNs[place] = at;
        causes[place] = cause;
    }

    /** The longest first. */
    List<Gap> list() {
        List<Gap> gaps = new ArrayList<>();
        for (int i = 0; i < kept; i++) {
            gaps.add(new Gap(atNs[i], lengthNs[i], causes[i]));
        }
        return gaps;
    }
}
