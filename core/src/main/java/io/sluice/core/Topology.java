package io.sluice.core;

import io.sluice.core.linux.SystemFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The machine's CPUs as this process sees them: who shares a socket, a node, a cache, a core, and
 * which of them it may use.
 *
 * <p>A snapshot; immutable. What the kernel does not say is empty, never guessed: virtual machines
 * have no caches or nodes, containers hide files. {@link #toString} draws it.
 *
 * <p>Source: sysfs (the kernel's {@code admin-guide/cputopology}), cpuset(7), sched_getaffinity(2).
 */
public final class Topology {
    private final CpuMasks masks;
    private final CpuSet allowed;
    private final Map<CpuLevel, List<CpuDomain>> domains;
    private final CoreKinds kinds;

    private Topology(
            CpuMasks masks,
            CpuSet allowed,
            Map<CpuLevel, List<CpuDomain>> domains,
            CoreKinds kinds) {
        this.masks = masks;
        this.allowed = allowed;
        this.domains = domains;
        this.kinds = kinds;
    }

    /** This machine's, read now: some milliseconds, more with many CPUs. */
    public static Topology current() {
        return read(Path.of("/"), Affinity.inherited());
    }

    static Topology read(Path root, CpuSet allowed) {
        SystemFiles files = new SystemFiles(root);
        CpuMasks masks = CpuMasks.read(files);
        CpuSet online = masks.online().orElse(allowed);
        return new Topology(
                masks,
                allowed,
                new TopologyReader(files, online).domains(),
                CoreKinds.read(files, online));
    }

    /** Every CPU that is there, online or not. */
    public CpuSet cpus() {
        return masks.present().orElse(CpuSet.of()).union(online());
    }

    /** The CPUs that run; if sysfs does not say, those {@link #allowed}, which do for certain. */
    public CpuSet online() {
        return masks.online().orElse(allowed);
    }

    /** The CPUs that are there and switched off. Nothing else is known of them. */
    public CpuSet offline() {
        return cpus().without(online());
    }

    /**
     * The CPUs the scheduler leaves alone by the boot option {@code isolcpus}; empty if sysfs does
     * not say.
     */
    public Optional<CpuSet> isolated() {
        return masks.isolated();
    }

    /** The CPUs that run without a tick by the boot option {@code nohz_full}; the same rule. */
    public Optional<CpuSet> nohzFull() {
        return masks.nohzFull();
    }

    /** The CPUs the cgroup leaves to this process; empty if no mount shows it. */
    public Optional<CpuSet> cpuset() {
        return masks.cpuset();
    }

    /** The CPUs this process was started with, by {@code taskset} or its parent. */
    public CpuSet allowed() {
        return allowed;
    }

    /**
     * The online CPUs a thread may be put on. Those of the cgroup, isolated ones among them, unless
     * the process was started with fewer than the others: then only those it was started with, as
     * somebody wanted. Without a known cpuset, those it was started with.
     */
    public CpuSet usable() {
        CpuSet permitted = cpuset().orElse(allowed).intersection(online());
        boolean narrowed = !allowed.containsAll(permitted.without(isolated().orElse(CpuSet.of())));
        return narrowed ? permitted.intersection(allowed) : permitted;
    }

    /**
     * All domains of a level, ordered by number or first CPU. Empty if the kernel does not say. A
     * node without a CPU is not among them.
     */
    public List<CpuDomain> domains(CpuLevel level) {
        return domains.get(level);
    }

    /** The domain of a level that an online CPU is in; empty if the kernel does not say. */
    public Optional<CpuDomain> domain(CpuLevel level, int cpu) {
        return domains(level).stream().filter(domain -> domain.cpus().contains(cpu)).findFirst();
    }

    /** The online CPUs of which the kernel does not say in which domain of a level they are. */
    public CpuSet unknown(CpuLevel level) {
        return domains(level).stream().map(CpuDomain::cpus).reduce(online(), CpuSet::without);
    }

    /**
     * The kinds of cores, the fastest first. One if the kernel says that all are alike, none if it
     * says nothing.
     */
    public List<CoreKind> kinds() {
        return kinds.kinds();
    }

    /** How much a CPU can do, 1024 being the most on the machine; empty if the kernel is silent. */
    public OptionalInt capacity(int cpu) {
        Integer capacity = kinds.capacities().get(cpu);
        return capacity == null ? OptionalInt.empty() : OptionalInt.of(capacity);
    }

    /**
     * A diagram of several lines: sockets, nodes, caches, clusters, cores in brackets, CPUs with
     * their marks; then what the marks mean and what is not known.
     */
    @Override
    public String toString() {
        return new TopologyDiagram(this).toString();
    }
}
