package io.sluice.core;

import io.sluice.core.linux.SystemFiles;
import java.util.Optional;

/** The sets of CPUs the kernel names; empty where it does not say. */
record CpuMasks(
        Optional<CpuSet> present,
        Optional<CpuSet> online,
        Optional<CpuSet> isolated,
        Optional<CpuSet> nohzFull,
        Optional<CpuSet> cpuset) {
    static CpuMasks read(SystemFiles files) {
        return new CpuMasks(
                files.cpus(TopologyReader.CPUS + "/present"),
                files.cpus(TopologyReader.CPUS + "/online"),
                files.cpus(TopologyReader.CPUS + "/isolated"),
                files.cpus(TopologyReader.CPUS + "/nohz_full"),
                CgroupCpuset.read(files));
    }
}
