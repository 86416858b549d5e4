package io.sluice.core;

/**
 * CPUs whose cores are alike, on a machine where not all are.
 *
 * @param name {@code P}, {@code E} or {@code LP} by {@link Source#PMU}; else the number by which
 *     the source tells them apart
 * @param cpus the members that are online, never empty
 * @param source how the kernel tells this kind from another
 */
public record CoreKind(String name, CpuSet cpus, Source source) {
    /** How kinds are told apart. */
    public enum Source {
        /** The performance counters of hybrid x86: {@code cpu_core}, {@code cpu_atom}. */
        PMU,
        /** {@code cpu_capacity}: how much a CPU can do; 1024 is the fastest of the machine. */
        CAPACITY,
        /**
         * {@code cpuinfo_max_freq} in MHz. Cores that differ in nothing else may differ in this.
         */
        MAX_FREQUENCY
    }

    /** Such as {@code P 0-15}. */
    @Override
    public String toString() {
        return name + " " + cpus;
    }
}
