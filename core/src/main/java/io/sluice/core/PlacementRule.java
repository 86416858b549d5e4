package io.sluice.core;

import java.util.function.Predicate;

/**
 * What a CPU must be.
 *
 * @param name as an error says it
 * @param known whether the kernel says what the filter asks; if not, no CPU passes
 * @param filter which CPUs pass
 */
record PlacementRule(String name, Predicate<Topology> known, Filter filter) {
    CpuSet left(Topology topology, CpuSet cpus) {
        return known.test(topology) ? filter.left(topology, cpus) : CpuSet.of();
    }

    /** Takes CPUs away. */
    interface Filter {
        CpuSet left(Topology topology, CpuSet cpus);
    }
}
