package io.sluice.benchmarks;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Who of a kind is killed and stopped, one after the other, as a seed says and nothing else. */
final class SoakDecisions {
    private static final int STOPS_IN = 4; // decisions, one of which stops
    private static final int EARLY_IN = 10;
    private static final long SHORTEST_STOP_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int STOP_DOUBLINGS = 11; // up to 2 s

    private final SplittableRandom random;
    private final int slots;
    private final double meanGapNs;

    /**
     * A sequence.
     *
     * @param killEveryMs mean time between two kills
     */
    SoakDecisions(long seed, SoakKind kind, double killEveryMs) {
        this.random = new SplittableRandom(childSeed(seed, ~kind.id().hashCode()));
        this.slots = kind.slots();
        this.meanGapNs = killEveryMs * 1e6 * (STOPS_IN - 1) / STOPS_IN;
    }

    SoakDecision next() {
        long gapNs = (long) (-Math.log(1 - random.nextDouble()) * meanGapNs);
        int victim = random.nextInt(slots);
        boolean stops = random.nextInt(STOPS_IN) == 0;
        double doublings = random.nextDouble() * STOP_DOUBLINGS;
        long stopNs = stops ? (long) (SHORTEST_STOP_NS * Math.pow(2, doublings)) : 0;
        boolean early = random.nextInt(EARLY_IN) == 0;
        return new SoakDecision(gapNs, victim, stopNs, early && !stops);
    }

    /** What one of many works by. */
    static long childSeed(long seed, long number) {
        return new SplittableRandom(seed ^ (number * 0x9e37_79b9_7f4a_7c15L)).nextLong();
    }
}
