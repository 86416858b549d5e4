package io.sluice.benchmarks;

import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Reads the clock again and again, and notes every pause between two readings that is longer than a
 * threshold. The calling thread is to be pinned. While it watches, it allocates nothing and makes a
 * system call only after a gap, to learn the cause; that time is not watched.
 */
final class GapRecorder {
    private static final long HIGHEST_NS = 600_000_000_000L;
    private static final int DIGITS = 3;
    private static final int WORST = 10;
    private static final long TURN_NS = 5_000_000;
    private static final long EVERY_READING = 0;
    private static final long WARM_UP_NS = 300_000_000;

    private final long thresholdNs;
    private final ThreadUsage usage = new ThreadUsage();
    private final Map<GapCause, Histogram> gaps = new EnumMap<>(GapCause.class);
    private final WorstGaps worst = new WorstGaps(WORST);
    private long startNs; // by run
    private long lastNs; // by watch: the last reading
    private long readings; // by watch
    private long unwatchedNs; // by watch: what noting gaps took
    private long voluntary; // by note: the count after the last gap
    private long involuntary; // by note

    /** Notes what is longer than so many nanoseconds. */
    GapRecorder(long thresholdNs) {
        this.thresholdNs = thresholdNs;
        for (GapCause cause : GapCause.values()) {
            gaps.put(cause, new Histogram(1, HIGHEST_NS, DIGITS));
        }
    }

    /** One for which all that it runs has been compiled, gaps or none. */
    static GapRecorder warmedUp(long thresholdNs) {
        new GapRecorder(EVERY_READING).run(WARM_UP_NS);
        new GapRecorder(thresholdNs).run(WARM_UP_NS);
        new GapRecorder(EVERY_READING).run(WARM_UP_NS);
        new GapRecorder(thresholdNs).run(WARM_UP_NS);
        return new GapRecorder(thresholdNs);
    }

    /** Watches for so long. Called once. */
    void run(long lengthNs) {
        usage.read();
        voluntary = usage.voluntarySwitches();
        involuntary = usage.involuntarySwitches();
        startNs = System.nanoTime();
        lastNs = startNs;
        long endNs = startNs + lengthNs;
        while (lastNs - endNs < 0) {
            watch(Math.min(endNs, lastNs + TURN_NS));
        }
    }

    long thresholdNs() {
        return thresholdNs;
    }

    /** The gaps of a cause, nanoseconds. */
    Histogram gaps(GapCause cause) {
        return gaps.get(cause);
    }

    /** All of them. */
    Histogram gaps() {
        Histogram all = new Histogram(1, HIGHEST_NS, DIGITS);
        gaps.values().forEach(all::add);
        return all;
    }

    WorstGaps worst() {
        return worst;
    }

    /** From the first reading to the last. */
    long elapsedNs() {
        return lastNs - startNs;
    }

    /** How long it noted gaps and watched nothing. */
    long unwatchedNs() {
        return unwatchedNs;
    }

    /** How often it read the clock. */
    long readings() {
        return readings;
    }

    private void watch(long untilNs) {
        long last = lastNs;
        long count = 0;
        while (last - untilNs < 0) {
            long now = System.nanoTime();
            count++;
            if (now - last > thresholdNs) {
                note(last - startNs, now - last);
                last = System.nanoTime();
                unwatchedNs += last - now;
            } else {
                last = now;
            }
        }
        lastNs = last;
        readings += count;
    }

    private void note(long atNs, long lengthNs) {
        usage.read();
        long waits = usage.voluntarySwitches();
        long losses = usage.involuntarySwitches();
        GapCause cause = GapCause.of(waits - voluntary, losses - involuntary);
        voluntary = waits;
        involuntary = losses;
        gaps.get(cause).recordValue(Math.min(lengthNs, HIGHEST_NS));
        worst.add(atNs, lengthNs, cause);
    }
}
