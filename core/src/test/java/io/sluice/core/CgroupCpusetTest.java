package io.sluice.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.core.linux.SystemFiles;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupCpusetTest {
    private static final String V1_MOUNTS =
            "31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755\n"
                    + "32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct\n"
                    + "34 31 0:31 %s /sys/fs/cgroup/cpuset rw shared:4 master:2 - cgroup cgroup"
                    + " rw,cpuset\n"
                    + "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw";

    @TempDir Path root;

    private MachineFiles files(String cgroup, String mountinfo) {
        return new MachineFiles(root)
                .file("/proc/self/cgroup", cgroup)
                .file("/proc/self/mountinfo", mountinfo);
    }

    private void assertCpuset(String cpus) {
        assertEquals(Optional.of(CpuSet.parse(cpus)), CgroupCpuset.read(new SystemFiles(root)));
    }

    private void assertUnknown() {
        assertEquals(Optional.empty(), CgroupCpuset.read(new SystemFiles(root)));
    }

    @Test
    void cgroupWithoutTheControllerHasItsParents() {
        files("0::/a/b/c", "35 24 0:30 / /sys/fs/cgroup rw shared:9 - cgroup2 cgroup2 rw")
                .file("/sys/fs/cgroup/cpuset.cpus.effective", "0-7")
                .file("/sys/fs/cgroup/a/cpuset.cpus.effective", "2-3")
                .file("/sys/fs/cgroup/a/b/c/cgroup.procs", "1");
        assertCpuset("2-3");
    }

    @Test
    void firstVersionIsAskedIfItHasTheController() {
        files("9:name=systemd:/\n3:cpuset:/jobs/7\n0::/other", V1_MOUNTS.formatted("/"))
                .file("/sys/fs/cgroup/cpuset/jobs/7/cpuset.cpus", "0-3")
                .file("/sys/fs/cgroup/cpuset/jobs/7/cpuset.effective_cpus", "1-2")
                .file("/sys/fs/cgroup/unified/other/cpuset.cpus.effective", "0-7");
        assertCpuset("1-2");
    }

    @Test
    void olderFirstVersionHasNoEffectiveFile() {
        files("3:cpu,cpuset:/", V1_MOUNTS.formatted("/"))
                .file("/sys/fs/cgroup/cpuset/cpuset.cpus", "0-3");
        assertCpuset("0-3");
    }

    @Test
    void containerIsMountedAtItsOwnCgroup() {
        files("3:cpuset:/docker/4f5e", V1_MOUNTS.formatted("/docker/4f5e"))
                .file("/sys/fs/cgroup/cpuset/cpuset.effective_cpus", "5");
        assertCpuset("5");
    }

    @Test
    void cgroupBelowTheContainersIsFoundBelowTheMount() {
        files("3:cpuset:/docker/4f5e/init", V1_MOUNTS.formatted("/docker/4f5e"))
                .file("/sys/fs/cgroup/cpuset/init/cpuset.effective_cpus", "6")
                .file("/sys/fs/cgroup/cpuset/cpuset.effective_cpus", "5-6");
        assertCpuset("6");
    }

    @Test
    void cgroupOutsideWhatIsMountedIsNotKnown() {
        files("3:cpuset:/docker/4f5e9", V1_MOUNTS.formatted("/docker/4f5e"))
                .file("/sys/fs/cgroup/cpuset/cpuset.effective_cpus", "5");
        assertUnknown();
        files("0::/../4f5e", "35 24 0:30 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw")
                .file("/sys/fs/cgroup/cpuset.cpus.effective", "0-7");
        assertUnknown();
    }

    @Test
    void cgroupThatTheMountDoesNotShowIsNotKnown() {
        files("0::/docker/4f5e", "35 24 0:30 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw")
                .file("/sys/fs/cgroup/cpuset.cpus.effective", "0-7");
        assertUnknown();
    }

    @Test
    void mountPointMayHaveSpaces() {
        files("0::/", "35 24 0:30 / /mnt/control\\040groups rw - cgroup2 cgroup2 rw")
                .file("/mnt/control groups/cpuset.cpus.effective", "0-1");
        assertCpuset("0-1");
    }

    @Test
    void nothingIsKnownWithoutProc() {
        assertUnknown();
        files("garbage\n::\n0:", "garbage\n - \n35 24 0:30 / - cgroup2");
        assertUnknown();
    }
}
