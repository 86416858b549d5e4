package io.sluice.benchmarks;

import java.util.Locale;

/**
 * How many events the kernel should count for each operation of a row.
 *
 * @param due events an operation
 */
record CostClaim(CostEvent event, double due) {
    private static final double TOLERANCE = 0.05;

    /** The smallest count that is due, a fault for a huge page, must not pass for none. */
    private static final double NONE = 0.001;

    /** Whether so many events an operation are what is due. */
    boolean holds(double counted) {
        double apart = due == 0 || due > TOLERANCE ? TOLERANCE : due / 2 + NONE;
        return Math.abs(counted - due) <= apart;
    }

    /** What a row says that did not do what it claims, or null if it did. */
    String refutation(double counted) {
        return holds(counted)
                ? null
                : String.format(
                        Locale.ROOT,
                        "counted %.3f %s each where %.3g was due",
                        counted,
                        event,
                        due);
    }
}
