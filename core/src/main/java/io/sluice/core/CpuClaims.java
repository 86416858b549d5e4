package io.sluice.core;

import java.util.Map;
import java.util.WeakHashMap;

/** Which CPUs the threads of one factory have. */
final class CpuClaims {
    private static final String EXECUTOR = "java.util.concurrent.ThreadPoolExecutor";
    private static final String EXECUTOR_REPLACES = "processWorkerExit"; // JDK 17 to 25

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
        CpuSet own = held.get(Thread.currentThread());
        if (own != null && isBeingReplaced()) {
            taken = taken.without(own);
        }
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

    /**
     * Whether an executor asks, on a thread that is about to end as its task threw, for another in
     * its place. Otherwise a pool that has every CPU could not replace it.
     */
    private static boolean isBeingReplaced() {
        return StackWalker.getInstance()
                .walk(
                        frames ->
                                frames.anyMatch(
                                        frame ->
                                                frame.getClassName().equals(EXECUTOR)
                                                        && frame.getMethodName()
                                                                .equals(EXECUTOR_REPLACES)));
    }
}
