package io.sluice.benchmarks;

import io.sluice.core.CpuSet;
import io.sluice.core.linux.SystemFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Looks at what CPUs do of themselves: frequency, idle states, siblings, mitigations. */
final class CpuChecks {
    /** A wake-up that takes longer shows beside what a sleeping reader costs anyway. */
    private static final long SLOW_EXIT_US = 10;

    private static final String CPUS = "sys/devices/system/cpu/";

    private final SystemFiles files;
    private final CpuSet cpus;

    CpuChecks(SystemFiles files, CpuSet cpus) {
        this.files = files;
        this.cpus = cpus;
    }

    List<Finding> all() {
        return List.of(frequency(), turbo(), idleStates(), siblings(), mitigations());
    }

    Finding frequency() {
        Map<String, List<Integer>> cpusByGovernor = new TreeMap<>();
        cpus.stream()
                .forEach(
                        cpu ->
                                files.text(CPUS + "cpu" + cpu + "/cpufreq/scaling_governor")
                                        .ifPresent(
                                                governor ->
                                                        cpusByGovernor
                                                                .computeIfAbsent(
                                                                        governor,
                                                                        g -> new ArrayList<>())
                                                                .add(cpu)));
        if (cpusByGovernor.isEmpty()) {
            return Finding.unknown(
                    "governor", "no cpufreq here: the hypervisor or the firmware decides");
        }
        String found =
                cpusByGovernor.entrySet().stream()
                        .map(entry -> entry.getKey() + " on " + set(entry.getValue()))
                        .collect(Collectors.joining(", "));
        if (cpusByGovernor.keySet().equals(Set.of("performance"))) {
            return Finding.fine("governor", found);
        }
        return Finding.costs(
                "governor",
                found,
                "a CPU that was idle starts slow: up to twice the time for the first milliseconds",
                "cpupower frequency-set -g performance");
    }

    private static CpuSet set(List<Integer> numbers) {
        return CpuSet.of(numbers.stream().mapToInt(Integer::intValue).toArray());
    }

    Finding turbo() {
        Optional<String> boost = files.text(CPUS + "cpufreq/boost");
        Optional<String> off = files.text(CPUS + "intel_pstate/no_turbo");
        if (boost.isEmpty() && off.isEmpty()) {
            return Finding.unknown("turbo", "not to be seen here");
        }
        boolean on = boost.map("1"::equals).orElseGet(() -> off.get().equals("0"));
        return Finding.fine(
                "turbo",
                on
                        ? "on: fastest, and the clock changes with load and heat; turn it off to"
                                + " compare runs"
                        : "off: steady, and slower than it could be");
    }

    Finding idleStates() {
        long slowestUs = -1;
        String name = "";
        for (int cpu : cpus.stream().toArray()) {
            String folder = CPUS + "cpu" + cpu + "/cpuidle/";
            for (String state : files.names(folder)) {
                boolean used = files.text(folder + state + "/disable").orElse("0").equals("0");
                long exitUs = files.number(folder + state + "/latency").orElse(-1);
                if (used && exitUs > slowestUs) {
                    slowestUs = exitUs;
                    name = files.text(folder + state + "/name").orElse(state);
                }
            }
        }
        String driver = files.text(CPUS + "cpuidle/current_driver").orElse("none");
        if (slowestUs < 0) {
            return Finding.unknown(
                    "idle states",
                    "driver "
                            + driver
                            + " shows none: in a virtual machine the host's decide what a wake-up"
                            + " takes (see os-costs, thread wake-up)");
        }
        String found =
                "driver " + driver + ", deepest " + name + " (" + slowestUs + " us to leave)";
        if (slowestUs <= SLOW_EXIT_US) {
            return Finding.fine("idle states", found);
        }
        return Finding.costs(
                "idle states",
                found,
                "who sleeps is woken up to " + slowestUs + " us later",
                "cpupower idle-set -D " + SLOW_EXIT_US + ", or boot with processor.max_cstate=1");
    }

    Finding siblings() {
        List<String> shared = new ArrayList<>();
        boolean seen = false;
        for (int cpu : cpus.stream().toArray()) {
            Optional<String> list =
                    files.text(CPUS + "cpu" + cpu + "/topology/thread_siblings_list");
            seen |= list.isPresent();
            list.map(CpuSet::parse)
                    .filter(siblings -> siblings.size() > 1)
                    .map(CpuSet::toString)
                    .filter(siblings -> !shared.contains(siblings))
                    .ifPresent(shared::add);
        }
        if (!seen) {
            return Finding.unknown("smt", "no topology here");
        }
        if (shared.isEmpty()) {
            return Finding.fine("smt", "no two of these CPUs' threads share a core");
        }
        return Finding.costs(
                "smt",
                "threads share cores: " + String.join("; ", shared),
                "what runs on the other thread takes up to half of the core, and its caches",
                "pin to one of each pair and leave the other idle, or echo off >"
                        + " /sys/devices/system/cpu/smt/control");
    }

    Finding mitigations() {
        List<String> active =
                files.names(CPUS + "vulnerabilities").stream()
                        .filter(
                                name ->
                                        files.text(CPUS + "vulnerabilities/" + name)
                                                .orElse("")
                                                .startsWith("Mitigation"))
                        .toList();
        if (files.names(CPUS + "vulnerabilities").isEmpty()) {
            return Finding.unknown("mitigations", "not to be seen here");
        }
        if (active.isEmpty()) {
            return Finding.fine("mitigations", "none is active");
        }
        boolean isolated = files.text(CPUS + "vulnerabilities/meltdown").orElse("").contains("PTI");
        return Finding.costs(
                "mitigations",
                String.join(", ", active),
                isolated
                        ? "each system call, fault and interrupt changes page tables: some 100 ns"
                        : "indirect branches and kernel entries: some 10 ns a system call",
                "where all code is trusted, boot with mitigations=off");
    }
}
