package io.sluice.benchmarks;

import java.util.List;

/**
 * What a run measures of locks, and where.
 *
 * @param seconds how long the measuring takes, without warming up
 */
record LockPlan(List<LockType> types, List<LockMode> modes, double seconds, Plan.Pins pins) {
    /** The CPU that a process is pinned to. */
    int cpu(int process) {
        return process % 2 == 0 ? pins.first() : pins.second();
    }

    boolean needs(LockType.Runner runner) {
        return types.stream().anyMatch(type -> type.runner() == runner);
    }
}
