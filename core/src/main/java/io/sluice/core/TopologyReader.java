package io.sluice.core;

import io.sluice.core.linux.SystemFiles;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Finds out which online CPUs share what.
 *
 * <p>Source: the kernel's {@code Documentation/ABI/stable/sysfs-devices-system-cpu} and {@code
 * sysfs-devices-node}, {@code admin-guide/cputopology}.
 */
final class TopologyReader {
    static final String CPUS = "/sys/devices/system/cpu";

    private static final String NODES = "/sys/devices/system/node";
    private static final int NO_CLUSTER = 0xffff; // x86, where the level-2 cache is not known

    private final SystemFiles files;
    private final CpuSet online;

    TopologyReader(SystemFiles files, CpuSet online) {
        this.files = files;
        this.online = online;
    }

    static String cpu(int cpu) {
        return CPUS + "/cpu" + cpu;
    }

    Map<CpuLevel, List<CpuDomain>> domains() {
        Map<CpuLevel, List<CpuDomain>> domains = new EnumMap<>(CpuLevel.class);
        domains.put(CpuLevel.SOCKET, sockets());
        domains.put(CpuLevel.NODE, nodes());
        domains.put(CpuLevel.L3, each(this::l3));
        domains.put(CpuLevel.CLUSTER, each(this::cluster));
        domains.put(CpuLevel.CORE, each(this::core));
        return domains;
    }

    private List<CpuDomain> sockets() {
        Map<Integer, CpuSet> sockets = new TreeMap<>();
        for (int cpu : online.stream().toArray()) {
            OptionalInt id = files.number(cpu(cpu) + "/topology/physical_package_id");
            // -1 is how the kernel says that it does not know
            if (id.isPresent() && id.getAsInt() >= 0) {
                sockets.merge(id.getAsInt(), CpuSet.of(cpu), CpuSet::union);
            }
        }
        return sockets.entrySet().stream()
                .map(entry -> known(CpuLevel.SOCKET, entry.getKey(), entry.getValue()))
                .toList();
    }

    /** The nodes that have CPUs. */
    private List<CpuDomain> nodes() {
        List<CpuDomain> nodes = new ArrayList<>();
        for (int node : files.numbered(NODES, "node")) {
            files.cpus(NODES + "/node" + node + "/cpulist")
                    .map(online::intersection)
                    .filter(cpus -> !cpus.isEmpty())
                    .ifPresent(cpus -> nodes.add(known(CpuLevel.NODE, node, cpus)));
        }
        return List.copyOf(nodes);
    }

    private Optional<CpuDomain> l3(int cpu) {
        String cache = cpu(cpu) + "/cache";
        for (int index : files.numbered(cache, "index")) {
            String directory = cache + "/index" + index;
            if (files.number(directory + "/level").equals(OptionalInt.of(3))) {
                OptionalInt id = files.number(directory + "/id");
                return files.cpus(directory + "/shared_cpu_list")
                        .map(cpus -> new CpuDomain(CpuLevel.L3, id, cpus));
            }
        }
        return Optional.empty();
    }

    private Optional<CpuDomain> cluster(int cpu) {
        String topology = cpu(cpu) + "/topology";
        OptionalInt id = files.number(topology + "/cluster_id");
        return id.isEmpty() || id.getAsInt() < 0 || id.getAsInt() == NO_CLUSTER
                ? Optional.empty()
                : files.cpus(topology + "/cluster_cpus_list")
                        .map(cpus -> new CpuDomain(CpuLevel.CLUSTER, id, cpus));
    }

    private Optional<CpuDomain> core(int cpu) {
        String topology = cpu(cpu) + "/topology";
        OptionalInt id = files.number(topology + "/core_id");
        return files.firstCpus(topology, "/core_cpus_list", "/thread_siblings_list")
                .map(cpus -> new CpuDomain(CpuLevel.CORE, id, cpus));
    }

    private static CpuDomain known(CpuLevel level, int id, CpuSet cpus) {
        return new CpuDomain(level, OptionalInt.of(id), cpus);
    }

    /** One domain of each CPU that is not in one found before, in the order of their first CPUs. */
    private List<CpuDomain> each(DomainOfCpu read) {
        List<CpuDomain> found = new ArrayList<>();
        CpuSet covered = CpuSet.of();
        for (int cpu : online.stream().toArray()) {
            Optional<CpuDomain> domain = covered.contains(cpu) ? Optional.empty() : read.of(cpu);
            if (domain.isPresent()) {
                CpuSet cpus = domain.get().cpus().intersection(online);
                if (cpus.contains(cpu)) {
                    found.add(new CpuDomain(domain.get().level(), domain.get().id(), cpus));
                    covered = covered.union(cpus);
                }
            }
        }
        return List.copyOf(found);
    }

    /** Reads the domain of one CPU. */
    private interface DomainOfCpu {
        Optional<CpuDomain> of(int cpu);
    }
}
