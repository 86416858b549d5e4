package io.sluice.core;

/** Which CPUs the threads of one factory have. */
final class CpuClaims {
    private final Topology topology;
    private final Placement placement;
    private final CpuSet shared; // null if each has its own
    private CpuSet taken = CpuSet.of(); // guarded by this

    private CpuClaims(Topology topology, Placement placement, CpuSet shared) {
        this.topology = topology;
        this.placement = placement;
        this.shared = shared;
    }

    static CpuClaims shared(CpuSet cpus) {
        return new CpuClaims(null, null, cpus);
    }

    static CpuClaims each(Topology topology, Placement placement) {
        return new CpuClaims(topology, placement, null);
    }

    synchronized CpuSet claim() {
        if (shared != null) {
            return shared;
        }
        CpuSet chosen = CpuSet.of(placement.choose(topology, 1, taken).get(0));
        taken = taken.union(chosen);
        return chosen;
    }

    synchronized void release(CpuSet claimed) {
        taken = taken.without(claimed);
    }
}
