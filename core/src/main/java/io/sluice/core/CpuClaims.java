package io.sluice.core;

import java.util.Map;
import java.util.WeakHashMap;

/** Which CPUs the threads of one factory have. */
final class CpuClaims {
    private final Topology topology;
    private final Placement placement;
    private final CpuSet shared; // null if each has its own
    // Weak, for a thread that never starts; guarded by this.
    private final Map<Thread, CpuSet> held = new WeakHashMap<>();

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

    /** The CPUs of the next thread. */
    synchronized CpuSet next() {
        if (shared != null) {
            return shared;
        }
        CpuSet taken = held.values().stream().reduce(CpuSet.of(), CpuSet::union);
        return CpuSet.of(placement.choose(topology, 1, taken).get(0));
    }

    synchronized void claim(Thread thread, CpuSet cpus) {
        if (shared == null) {
            held.put(thread, cpus);
        }
    }

    synchronized void release(Thread thread) {
        held.remove(thread);
    }
}
