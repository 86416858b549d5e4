package io.sluice.core;

/** The levels at which CPUs share something, from the widest to the narrowest. */
public enum CpuLevel {
    /** A physical package: CPUs with one {@code physical_package_id}. */
    SOCKET("socket", "socket"),
    /** A NUMA node: CPUs that are equally far from the same memory. */
    NODE("node", "node"),
    /** CPUs that share a third-level cache. */
    L3("L3", "L3 domain"),
    /** CPUs below one level-2 cache (x86) or in one cluster of the firmware's tables (aarch64). */
    CLUSTER("cluster", "cluster"),
    /** A physical core: CPUs that are its hardware threads, SMT siblings of one another. */
    CORE("core", "core");

    private final String name;
    private final String noun;

    CpuLevel(String name, String noun) {
        this.name = name;
        this.noun = noun;
    }

    String count(int count) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /** The name in messages and diagrams. */
    @Override
    public String toString() {
        return name;
    }
}
