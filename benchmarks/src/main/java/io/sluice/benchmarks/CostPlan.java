package io.sluice.benchmarks;

import java.util.List;

/**
 * What a run measures of costs, and where.
 *
 * @param seconds how long the measuring takes, without warming up
 * @param cpus one or two
 */
record CostPlan(List<CostType> types, double seconds, List<Integer> cpus) {
    private static final int NONE = -1;

    /** The second CPU, or -1. */
    int secondCpu() {
        return cpus.size() > 1 ? cpus.get(1) : NONE;
    }
}
