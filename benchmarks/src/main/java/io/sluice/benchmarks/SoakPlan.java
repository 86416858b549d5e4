package io.sluice.benchmarks;

import java.util.List;

/**
 * What to soak.
 *
 * @param kinds which
 * @param seconds how long
 * @param seed of all decisions
 * @param killEveryMs mean time between kills
 * @param made faults to make, one of a kind at most
 */
record SoakPlan(
        List<SoakKind> kinds, double seconds, long seed, double killEveryMs, List<SoakBreak> made) {
    /** The fault to make of a kind, or null. */
    SoakBreak made(SoakKind kind) {
        return made.stream().filter(each -> each.kind() == kind).findAny().orElse(null);
    }
}
