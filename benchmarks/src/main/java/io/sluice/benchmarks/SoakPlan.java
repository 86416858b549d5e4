package io.sluice.benchmarks;

import java.util.List;

/**
 * What to soak.
 *
 * @param kinds which
 * @param seconds how long
 * @param seed of all decisions
 * @param killEveryMs mean time between kills
 * @param made a fault to make, or null
 */
record SoakPlan(
        List<SoakKind> kinds, double seconds, long seed, double killEveryMs, SoakBreak made) {}
