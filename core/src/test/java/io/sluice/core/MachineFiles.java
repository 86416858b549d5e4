package io.sluice.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntConsumer;

/** Writes what the kernel shows of a machine, below a directory. */
final class MachineFiles {
    private static final String CPUS = "/sys/devices/system/cpu";

    private final Path root;

    MachineFiles(Path root) {
        this.root = root;
    }

    MachineFiles file(String name, Object content) {
        Path path = root.resolve(name.substring(1));
        try {
            Files.createDirectories(path.getParent());
            Files.writeString(path, content + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** The sets every kernel of today shows. */
    MachineFiles sets(String present, String online, String isolated) {
        CpuSet offline = CpuSet.parse(present).without(CpuSet.parse(online));
        return file(CPUS + "/present", present)
                .file(CPUS + "/possible", "0-255")
                .file(CPUS + "/online", online)
                .file(CPUS + "/offline", offline)
                .file(CPUS + "/isolated", isolated);
    }

    MachineFiles nohzFull(String cpus) {
        return file(CPUS + "/nohz_full", cpus);
    }

    MachineFiles socket(int id, String cpus) {
        return each(cpus, cpu -> cpuFile(cpu, "/topology/physical_package_id", id));
    }

    /** Online CPUs only, as the kernel lists them. */
    MachineFiles node(int id, String cpus) {
        return file("/sys/devices/system/node/node" + id + "/cpulist", cpus)
                .file("/sys/devices/system/node/has_cpu", id);
    }

    /** Level 1 data and instructions, and level 2, of each CPU alone. */
    MachineFiles privateCaches(String cpus) {
        return each(
                cpus,
                cpu -> {
                    for (int index = 0; index < 3; index++) {
                        String directory = "/cache/index" + index;
                        cpuFile(cpu, directory + "/level", index < 2 ? 1 : 2);
                        cpuFile(cpu, directory + "/shared_cpu_list", cpu);
                        cpuFile(cpu, directory + "/id", cpu);
                    }
                });
    }

    MachineFiles l3(int id, String cpus) {
        return each(
                cpus,
                cpu -> {
                    cpuFile(cpu, "/cache/index3/level", 3);
                    cpuFile(cpu, "/cache/index3/id", id);
                    cpuFile(cpu, "/cache/index3/shared_cpu_list", cpus);
                });
    }

    MachineFiles cluster(int id, String cpus) {
        return each(
                cpus,
                cpu -> {
                    cpuFile(cpu, "/topology/cluster_id", id);
                    cpuFile(cpu, "/topology/cluster_cpus_list", cpus);
                });
    }

    MachineFiles core(int id, String cpus) {
        return each(
                cpus,
                cpu -> {
                    cpuFile(cpu, "/topology/core_id", id);
                    cpuFile(cpu, "/topology/core_cpus_list", cpus);
                });
    }

    /** Cores of one thread, numbered as their CPUs. */
    MachineFiles coresWithoutSmt(String cpus) {
        return each(cpus, cpu -> core(cpu, "" + cpu));
    }

    /** Cores of two threads: a CPU and the one {@code distance} further. */
    MachineFiles coresWithSmt(String firsts, int distance) {
        return each(firsts, cpu -> core(cpu, CpuSet.of(cpu, cpu + distance).toString()));
    }

    MachineFiles capacity(int capacity, String cpus) {
        return each(cpus, cpu -> cpuFile(cpu, "/cpu_capacity", capacity));
    }

    MachineFiles maxKilohertz(int kilohertz, String cpus) {
        return each(cpus, cpu -> cpuFile(cpu, "/cpufreq/cpuinfo_max_freq", kilohertz));
    }

    /** A cgroup of the second version, named by its path below the mount. */
    MachineFiles cgroup(String path, String effective) {
        return file("/proc/self/cgroup", "0::" + path)
                .file(
                        "/proc/self/mountinfo",
                        "24 31 0:22 / /proc rw,relatime - proc proc rw\n"
                                + "35 24 0:30 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2"
                                + " rw,nsdelegate")
                .file("/sys/fs/cgroup" + path + "/cpuset.cpus.effective", effective);
    }

    Topology topology(String allowed) {
        return Topology.read(root, CpuSet.parse(allowed));
    }

    void cpuFile(int cpu, String name, Object content) {
        file(CPUS + "/cpu" + cpu + name, content);
    }

    private MachineFiles each(String cpus, IntConsumer write) {
        CpuSet.parse(cpus).stream().forEach(write);
        return this;
    }
}
