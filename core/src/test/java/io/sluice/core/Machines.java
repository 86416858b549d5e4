package io.sluice.core;

import java.nio.file.Path;

/** Layouts of machines that there are, as their kernels show them. */
final class Machines {
    private Machines() {}

    /** A virtual machine of two CPUs of a recent EPYC. */
    static Topology twoCpus(Path root) {
        return new MachineFiles(root)
                .sets("0-1", "0-1", "")
                .socket(0, "0-1")
                .node(0, "0-1")
                .privateCaches("0-1")
                .l3(0, "0-1")
                .cluster(0xffff, "0")
                .cluster(0xffff, "1")
                .coresWithoutSmt("0-1")
                .capacity(1024, "0-1")
                .nohzFull("")
                .cgroup("/", "0-1")
                .topology("0-1");
    }

    /** Two sockets of four cores; the second threads are numbered after all first ones. */
    static MachineFiles twoSockets(Path root) {
        return new MachineFiles(root)
                .sets("0-15", "0-15", "")
                .socket(0, "0-3,8-11")
                .socket(1, "4-7,12-15")
                .node(0, "0-3,8-11")
                .node(1, "4-7,12-15")
                .privateCaches("0-15")
                .l3(0, "0-3,8-11")
                .l3(1, "4-7,12-15")
                .coresWithSmt("0-7", 8)
                .nohzFull("");
    }

    /** The same with SMT off: the second threads are there, and offline. */
    static Topology smtOff(Path root) {
        return new MachineFiles(root)
                .sets("0-15", "0-7", "")
                .socket(0, "0-3")
                .socket(1, "4-7")
                .node(0, "0-3")
                .node(1, "4-7")
                .privateCaches("0-7")
                .l3(0, "0-3")
                .l3(1, "4-7")
                .coresWithoutSmt("0-7")
                .nohzFull("")
                .cgroup("/", "0-7")
                .topology("0-7");
    }

    /** Eight cores of two threads, numbered side by side, and eight small ones in two clusters. */
    static Topology hybrid(Path root) {
        MachineFiles files =
                new MachineFiles(root)
                        .sets("0-23", "0-23", "")
                        .socket(0, "0-23")
                        .node(0, "0-23")
                        .privateCaches("0-23")
                        .l3(0, "0-23")
                        .cluster(64, "16-19")
                        .cluster(72, "20-23")
                        .coresWithoutSmt("16-23")
                        .maxKilohertz(5_100_000, "0-15")
                        .maxKilohertz(3_900_000, "16-23")
                        .file("/sys/devices/cpu_core/cpus", "0-15")
                        .file("/sys/devices/cpu_atom/cpus", "16-23")
                        .nohzFull("")
                        .cgroup("/user.slice", "0-23");
        for (int core = 0; core < 8; core++) {
            String cpus = 2 * core + "-" + (2 * core + 1);
            files.core(core, cpus).cluster(8 * core, cpus);
        }
        return files.topology("0-23");
    }

    /** One socket of 128 cores of two threads: eight cores an L3, four nodes. */
    static Topology epyc(Path root) {
        MachineFiles files =
                new MachineFiles(root)
                        .sets("0-255", "0-255", "")
                        .socket(0, "0-255")
                        .coresWithSmt("0-127", 128)
                        .capacity(1024, "0-255")
                        .nohzFull("")
                        .cgroup("/system.slice/feed.service", "0-255");
        for (int node = 0; node < 4; node++) {
            files.node(
                    node, CpuSet.parse(span(32 * node, 32) + "," + span(128 + 32 * node, 32)) + "");
        }
        for (int l3 = 0; l3 < 16; l3++) {
            files.l3(l3, span(8 * l3, 8) + "," + span(128 + 8 * l3, 8));
        }
        return files.topology("0-255");
    }

    /** Eight cores of two threads in two L3, half of it isolated, which init does not inherit. */
    static Topology isolated(Path root) {
        return new MachineFiles(root)
                .sets("0-15", "0-15", "4-7,12-15")
                .nohzFull("4-7,12-15")
                .socket(0, "0-15")
                .node(0, "0-15")
                .privateCaches("0-15")
                .l3(0, "0-3,8-11")
                .l3(1, "4-7,12-15")
                .coresWithSmt("0-7", 8)
                .cgroup("/", "0-15")
                .topology("0-3,8-11");
    }

    /** Sub-NUMA clusters: the L3 is the socket's, the nodes are halves of it. */
    static Topology subNuma(Path root) {
        return new MachineFiles(root)
                .sets("0-7", "0-7", "")
                .socket(0, "0-7")
                .node(0, "0-3")
                .node(1, "4-7")
                .node(2, "") // memory only
                .l3(0, "0-7")
                .coresWithoutSmt("0-7")
                .cgroup("/", "0-7")
                .topology("0-7");
    }

    /** A server of 64 cores, aarch64: no third index of caches is shown, each core is a cluster. */
    static Topology graviton(Path root) {
        MachineFiles files =
                new MachineFiles(root)
                        .sets("0-63", "0-63", "")
                        .socket(0, "0-63")
                        .node(0, "0-63")
                        .privateCaches("0-63")
                        .coresWithoutSmt("0-63")
                        .capacity(1024, "0-63")
                        .nohzFull("")
                        .cgroup("/", "0-63");
        for (int cpu = 0; cpu < 64; cpu++) {
            files.cluster(cpu, "" + cpu);
        }
        return files.topology("0-63");
    }

    /** A server of two sockets, aarch64, whose clusters of four share the tags of an L3. */
    static Topology kunpeng(Path root) {
        MachineFiles files =
                new MachineFiles(root)
                        .sets("0-15", "0-15", "")
                        .socket(36, "0-7")
                        .socket(3180, "8-15")
                        .node(0, "0-7")
                        .node(2, "8-15")
                        .privateCaches("0-15")
                        .coresWithoutSmt("0-15")
                        .nohzFull("")
                        .cgroup("/", "0-15");
        for (int cluster = 0; cluster < 4; cluster++) {
            files.cluster(56 + 9 * cluster, span(4 * cluster, 4));
        }
        return files.l3(24, "0-7").l3(3168, "8-15").topology("0-15");
    }

    /** A phone's eight cores, aarch64: four small, three big, one the fastest; no nodes. */
    static Topology bigLittle(Path root) {
        return new MachineFiles(root)
                .sets("0-7", "0-7", "")
                .socket(0, "0-7")
                .coresWithoutSmt("0-7")
                .cluster(0, "0-3")
                .cluster(1, "4-6")
                .cluster(2, "7")
                .capacity(325, "0-3")
                .capacity(828, "4-6")
                .capacity(1024, "7")
                .maxKilohertz(1_804_800, "0-3")
                .maxKilohertz(2_419_200, "4-6")
                .maxKilohertz(2_841_600, "7")
                .topology("0-7");
    }

    /** Eight CPUs of which three in the middle are off: they have no directory of topology. */
    static Topology offlineInTheMiddle(Path root) {
        return new MachineFiles(root)
                .sets("0-7", "0-1,4,6-7", "")
                .socket(0, "0-1,4,6-7")
                .node(0, "0-1,4,6-7")
                .privateCaches("0-1,4,6-7")
                .l3(0, "0-1,4,6-7")
                .core(0, "0,4")
                .core(1, "1")
                .core(2, "6")
                .core(3, "7")
                .nohzFull("")
                .cgroup("/", "0-1,4,6-7")
                .topology("0-1,4,6-7");
    }

    /** A virtual machine of four CPUs without a cache, a node, or the names of newer kernels. */
    static Topology noCaches(Path root) {
        MachineFiles files =
                new MachineFiles(root)
                        .sets("0-3", "0-3", "")
                        .socket(0, "0-3")
                        .nohzFull("(null)")
                        .maxKilohertz(2_000_000, "0-1")
                        .maxKilohertz(3_000_000, "2-3");
        for (int cpu = 0; cpu < 4; cpu++) {
            String siblings = cpu < 2 ? "0-1" : "2-3";
            files.cpuFile(cpu, "/topology/thread_siblings_list", siblings);
        }
        return files.topology("0-3");
    }

    private static String span(int first, int count) {
        return first + "-" + (first + count - 1);
    }
}
