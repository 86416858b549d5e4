package io.sluice.core;

import io.sluice.core.linux.SystemFiles;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** The kinds of cores, the fastest first, and the capacity of each CPU that has one. */
record CoreKinds(List<CoreKind> kinds, Map<Integer, Integer> capacities) {
    private static final Map<String, String> COUNTERS =
            Map.of("cpu_core", "P", "cpu_atom", "E", "cpu_lowpower", "LP");
    private static final List<String> FASTEST_FIRST =
            List.of("cpu_core", "cpu_atom", "cpu_lowpower");
    private static final int KHZ_PER_MHZ = 1000;

    /** Asks the sources in order; the first that there is answers, even that all are alike. */
    static CoreKinds read(SystemFiles files, CpuSet online) {
        Map<Integer, Integer> capacities =
                numbers(online, cpu -> files.number(TopologyReader.cpu(cpu) + "/cpu_capacity"));
        List<CoreKind> kinds = byCounters(files, online);
        if (kinds.isEmpty()) {
            kinds = byNumber(capacities, CoreKind.Source.CAPACITY);
        }
        if (kinds.isEmpty()) {
            Map<Integer, Integer> megahertz = numbers(online, cpu -> megahertz(files, cpu));
            kinds = byNumber(megahertz, CoreKind.Source.MAX_FREQUENCY);
        }
        return new CoreKinds(List.copyOf(kinds), Map.copyOf(capacities));
    }

    private static List<CoreKind> byCounters(SystemFiles files, CpuSet online) {
        List<CoreKind> kinds = new ArrayList<>();
        for (String counters : FASTEST_FIRST) {
            files.cpus("/sys/devices/" + counters + "/cpus")
                    .map(online::intersection)
                    .filter(cpus -> !cpus.isEmpty())
                    .map(cpus -> new CoreKind(COUNTERS.get(counters), cpus, CoreKind.Source.PMU))
                    .ifPresent(kinds::add);
        }
        return kinds;
    }

    private static List<CoreKind> byNumber(Map<Integer, Integer> numbers, CoreKind.Source source) {
        Map<Integer, CpuSet> groups = new TreeMap<>(Comparator.reverseOrder());
        numbers.forEach((cpu, number) -> groups.merge(number, CpuSet.of(cpu), CpuSet::union));
        return groups.entrySet().stream()
                .map(group -> new CoreKind("" + group.getKey(), group.getValue(), source))
                .toList();
    }

    private static Map<Integer, Integer> numbers(CpuSet cpus, IntFunction<OptionalInt> read) {
        Map<Integer, Integer> numbers = new TreeMap<>();
        cpus.stream().forEach(cpu -> read.apply(cpu).ifPresent(n -> numbers.put(cpu, n)));
        return numbers;
    }

    private static OptionalInt megahertz(SystemFiles files, int cpu) {
        OptionalInt kilohertz = files.number(TopologyReader.cpu(cpu) + "/cpufreq/cpuinfo_max_freq");
        return kilohertz.isPresent()
                ? OptionalInt.of(kilohertz.getAsInt() / KHZ_PER_MHZ)
                : kilohertz;
    }
}
