package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.sluice.core.CpuSet;
import io.sluice.core.InterruptLine;
import io.sluice.core.InterruptRates;
import io.sluice.core.linux.SystemFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DoctorTest {
    private static final String CPUS = "sys/devices/system/cpu/";
    private static final String THP = "sys/kernel/mm/transparent_hugepage/";
    private static final long GIB = 1L << 30;

    @TempDir private Path root;

    private void put(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text + "\n");
    }

    private SystemFiles files() {
        return new SystemFiles(root);
    }

    private List<Finding> findings(String cpus, double clockNs, long shm) {
        CpuSet set = CpuSet.parse(cpus);
        List<Finding> findings = new ArrayList<>(new CpuChecks(files(), set).all());
        findings.addAll(new KernelChecks(files(), set).all(clockNs));
        findings.addAll(new LimitChecks(files()).all(shm, shm));
        return findings;
    }

    private static Finding of(List<Finding> findings, String check) {
        return findings.stream().filter(f -> f.check().equals(check)).findFirst().orElseThrow();
    }

    private static List<String> checks(List<Finding> findings, Finding.Verdict verdict) {
        return findings.stream()
                .filter(finding -> finding.verdict() == verdict)
                .map(Finding::check)
                .toList();
    }

    /** A desktop of four CPUs as it comes. */
    private void desktop() throws IOException {
        for (int cpu = 0; cpu < 4; cpu++) {
            String folder = CPUS + "cpu" + cpu + "/";
            put(folder + "cpufreq/scaling_governor", cpu == 3 ? "performance" : "powersave");
            put(folder + "topology/thread_siblings_list", cpu % 2 + "," + (cpu % 2 + 2));
            put(folder + "cpuidle/state1/name", "C1");
            put(folder + "cpuidle/state1/latency", "2");
            put(folder + "cpuidle/state2/name", "C10");
            put(folder + "cpuidle/state2/latency", "890");
        }
        put(CPUS + "online", "0-3");
        put(CPUS + "isolated", "");
        put(CPUS + "intel_pstate/no_turbo", "0");
        put(CPUS + "vulnerabilities/meltdown", "Mitigation: PTI");
        put(CPUS + "vulnerabilities/l1tf", "Not affected");
        put("proc/cmdline", "root=/dev/sda1 quiet");
        put(THP + "enabled", "[always] madvise never");
        put("proc/sys/kernel/numa_balancing", "1");
        put("proc/sys/kernel/nmi_watchdog", "1");
        put("proc/swaps", "Filename Type Size Used Priority\n/dev/sda2 partition 8 0 -2");
        put("proc/self/limits", limits("65536", "0"));
        put("proc/self/status", "CapEff:\t0000000000000000");
        put("proc/self/cgroup", "0::/user.slice");
        put("sys/fs/cgroup/user.slice/cpu.max", "50000 100000");
        put("sys/fs/cgroup/user.slice/cpu.stat", "usage_usec 5\nnr_throttled 17");
    }

    private static String limits(String memlock, String priority) {
        return """
                Limit                     Soft Limit           Hard Limit           Units
                Max locked memory         %-20s unlimited            bytes
                Max realtime priority     %-20s 99"""
                .formatted(memlock, priority);
    }

    @Test
    void desktopAsItComesCostsEverywhere() throws Exception {
        desktop();
        List<Finding> findings = findings("0-3", 400, 64 << 20);
        List<String> costs = new ArrayList<>(checks(findings, Finding.Verdict.COSTS));
        assertEquals(
                List.of(
                        "governor",
                        "idle states",
                        "smt",
                        "mitigations",
                        "isolated CPUs",
                        "tick",
                        "rcu callbacks",
                        "clock",
                        "huge pages",
                        "numa balancing",
                        "watchdog",
                        "shared memory",
                        "swap",
                        "locked memory",
                        "real-time priority",
                        "CPU quota"),
                costs);
        assertEquals("performance on 3, powersave on 0-2", of(findings, "governor").found());
        assertTrue(of(findings, "idle states").found().contains("C10 (890 us to leave)"));
        assertEquals("threads share cores: 0,2; 1,3", of(findings, "smt").found());
        assertTrue(of(findings, "isolated CPUs").change().contains("isolcpus=1-3"));
        assertEquals("50000 us a period, used up 17 times", of(findings, "CPU quota").found());
        for (Finding finding : findings) {
            boolean costly = finding.verdict() == Finding.Verdict.COSTS;
            assertEquals(costly, finding.cost() != null && finding.change() != null, "" + finding);
        }
    }

    /** The CPUs 2 and 3 of it, after a night of work. */
    @Test
    void machineThatWasTunedCostsNothing() throws Exception {
        desktop();
        for (int cpu = 2; cpu < 4; cpu++) {
            put(CPUS + "cpu" + cpu + "/cpufreq/scaling_governor", "performance");
            put(CPUS + "cpu" + cpu + "/topology/thread_siblings_list", "" + cpu);
            put(CPUS + "cpu" + cpu + "/cpuidle/state2/disable", "1");
        }
        put(CPUS + "isolated", "2-3");
        put(CPUS + "nohz_full", "2-3");
        put(CPUS + "vulnerabilities/meltdown", "Vulnerable");
        put("proc/cmdline", "isolcpus=managed_irq,2-3 nohz_full=2-3 rcu_nocbs=2,3");
        put(THP + "enabled", "always [madvise] never");
        put("proc/sys/kernel/numa_balancing", "0");
        put("proc/sys/kernel/nmi_watchdog", "0");
        put("proc/sys/kernel/sched_rt_runtime_us", "950000");
        put("proc/sys/kernel/sched_rt_period_us", "1000000");
        put("proc/swaps", "Filename Type Size Used Priority");
        put("proc/self/limits", limits("unlimited", "99"));
        put("sys/fs/cgroup/user.slice/cpu.max", "max 100000");
        put("sys/fs/cgroup/user.slice/memory.max", "1073741824");
        List<Finding> findings = findings("2-3", 25, GIB);
        assertEquals(List.of(), checks(findings, Finding.Verdict.COSTS));
        assertEquals(List.of(), checks(findings, Finding.Verdict.UNKNOWN));
        assertTrue(of(findings, "real time").found().startsWith("950,000 us of each 1,000,000"));
        assertTrue(of(findings, "memory limit").found().startsWith("1,024 MiB"));
    }

    @Test
    void capabilitiesMakeUpForLimits() throws Exception {
        desktop();
        put("proc/self/status", "CapEff:\t000001ffffffffff");
        List<Finding> findings = new LimitChecks(files()).all(GIB, GIB);
        assertEquals(List.of("swap", "CPU quota"), checks(findings, Finding.Verdict.COSTS));
    }

    @Test
    void quotaOfTheFirstControlGroupsIsSeen() throws Exception {
        put("proc/self/cgroup", "4:memory:/docker/ab\n3:cpu,cpuacct:/docker/ab\n0::/");
        put("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "20000");
        put("sys/fs/cgroup/memory/docker/ab/memory.limit_in_bytes", "9223372036854771712");
        LimitChecks checks = new LimitChecks(files());
        assertEquals("20000 us a period", checks.cpuQuota().found());
        assertEquals("none", checks.memoryLimit().found());
    }

    @Test
    void whatIsNotThereIsSaidToBeUnknown() {
        List<Finding> findings = findings("0", 25, GIB);
        assertEquals(
                List.of(
                        "governor",
                        "turbo",
                        "idle states",
                        "smt",
                        "mitigations",
                        "isolated CPUs",
                        "huge pages",
                        "real time",
                        "locked memory",
                        "real-time priority"),
                checks(findings, Finding.Verdict.UNKNOWN));
    }

    @Test
    void timeStolenMeanwhileCosts() throws Exception {
        put("proc/stat", "cpu  1 1 1 1 1 1 1 1 0 0\ncpu0 100 0 100 800 0 0 0 1000 0 0");
        StealCheck steal = new StealCheck(files(), CpuSet.of(0));
        put("proc/stat", "cpu  1 1 1 1 1 1 1 1 0 0\ncpu0 200 0 200 1600 0 0 0 1010 50 0");
        Finding finding = steal.finding();
        assertEquals(Finding.Verdict.COSTS, finding.verdict());
        assertTrue(finding.found().startsWith("0.99 % now, 33.55 % since boot"), finding.found());
        StealCheck none = new StealCheck(files(), CpuSet.of(0));
        assertEquals(Finding.Verdict.UNKNOWN, none.finding().verdict());
    }

    private static InterruptRates.Rate rate(String name, String description, int cpu, long count) {
        long secondNs = TimeUnit.SECONDS.toNanos(1);
        InterruptLine line = new InterruptLine(name, Map.of(), count, description);
        return new InterruptRates.Rate(line, cpu, count, secondNs);
    }

    private static Finding interrupts(InterruptRates.Rate... rates) {
        long secondNs = TimeUnit.SECONDS.toNanos(1);
        return InterruptCheck.finding(
                new InterruptRates(CpuSet.parse("2-3"), secondNs, List.of(rates)));
    }

    @Test
    void deviceAtWorkOnTheCpusCosts() {
        InterruptRates.Rate tick = rate("LOC", "Local timer interrupts", 3, 250);
        Finding quiet = interrupts(tick, rate("24", "PCI-MSI nvme0q1", 2, 3));
        assertEquals(Finding.Verdict.FINE, quiet.verdict());
        assertEquals("253/s on CPUs 2-3: LOC 250 on 3, 24 3 on 2", quiet.found());
        Finding busy = interrupts(rate("24", "PCI-MSI eth0-rx-1", 2, 9_000), tick);
        assertEquals(Finding.Verdict.COSTS, busy.verdict());
        assertTrue(busy.cost().contains("eth0-rx-1: some us each, 9,000 times"), busy.cost());
        assertTrue(busy.change().contains("/proc/irq/24/smp_affinity_list"), busy.change());
    }

    /** Some files under /proc can be read at one go only. */
    @Test
    void filesOfTheKernelAreReadWhole() {
        SystemFiles real = new SystemFiles(Path.of("/"));
        assertEquals(
                1_000_000, real.number("proc/sys/kernel/sched_rt_period_us").orElse(1_000_000));
        assertTrue(real.number("proc/sys/kernel/pid_max").orElseThrow() > 9);
    }

    @Test
    void runPrintsATableWritesJsonAndEndsByWhatItFound() throws Exception {
        Path json = root.resolve("findings.json");
        KitProcess run = KitProcess.run("doctor", "--json", json.toString());
        JsonObject file = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
        JsonArray entries = file.getAsJsonArray("findings");
        int costs = 0;
        Set<String> names = new HashSet<>();
        for (JsonElement element : entries) {
            JsonObject entry = element.getAsJsonObject();
            String check = entry.get("check").getAsString();
            assertTrue(names.add(check), check);
            assertTrue(run.out().contains(check), run.out());
            boolean costly = entry.get("verdict").getAsString().equals("costs");
            costs += costly ? 1 : 0;
            if (costly) {
                assertNotNull(entry.get("change"), check);
            } else {
                assertNull(entry.get("cost"), check);
            }
        }
        assertEquals(21, names.size(), run.out());
        assertEquals(costs == 0 ? 0 : 1, run.exit(), run.out());
        assertTrue(run.out().contains("21 checks: " + costs + " cost latency"), run.out());
        assertNotNull(file.getAsJsonObject("machine").get("kernel"));
    }

    @Test
    void cpusThatAreNotThereAreRefused() throws Exception {
        for (String cpus : List.of("8000", "3-1", "")) {
            KitProcess run = KitProcess.run("doctor", "--cpus", cpus);
            assertEquals(2, run.exit(), run.out());
        }
    }
}
