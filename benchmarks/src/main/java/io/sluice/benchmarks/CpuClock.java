package io.sluice.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * Measures the CPU's clock by steps that each need the one before: six a turn, of one cycle each.
 *
 * <p>Where a shifted operand costs a cycle more, as on some aarch64 cores, the figure is too low.
 */
final class CpuClock {
    private static final int TURNS = 100_000;
    private static final int CYCLES_A_TURN = 6;
    private static final int LOOKS = 5;

    private final List<Double> gigahertz = new ArrayList<>();
    private long state = 1; // by chain

    /** Measures once more. */
    void measure() {
        long best = Long.MAX_VALUE;
        for (int look = 0; look < LOOKS; look++) {
            long startNs = System.nanoTime();
            state = chain(state);
            best = Math.min(best, System.nanoTime() - startNs);
        }
        gigahertz.add((double) TURNS * CYCLES_A_TURN / best);
    }

    /** The median, 10^9 cycles a second. */
    double gigahertz() {
        return Spread.of(gigahertz.stream().mapToDouble(Double::doubleValue)).median();
    }

    private static long chain(long start) {
        long x = start;
        for (int turn = 0; turn < TURNS; turn++) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
        }
        return x;
    }
}
