package io.sluice.core;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One alternative of a placement: rules that all hold, and which of the CPUs left come first. */
record PlacementRules(List<PlacementRule> rules, boolean isolatedFirst, boolean oneOfEachCore) {
    static final PlacementRules NONE = new PlacementRules(List.of(), false, false);

    PlacementRules and(PlacementRule rule) {
        List<PlacementRule> all = new ArrayList<>(rules);
        all.add(rule);
        return new PlacementRules(List.copyOf(all), isolatedFirst, oneOfEachCore);
    }

    /** The CPUs chosen, or none and the reasons. */
    List<Integer> choose(Topology topology, int count, CpuSet taken, StringBuilder reasons) {
        reasons.append(reasons.isEmpty() ? "" : "; or else ");
        CpuSet left = topology.usable();
        reasons.append("usable ").append(left);
        if (!taken.isEmpty()) {
            left = left.without(taken);
            reasons.append(", taken ").append(taken);
        }
        for (PlacementRule rule : rules) {
            left = rule.left(topology, left);
            reasons.append(", ").append(rule.name()).append(' ');
            reasons.append(rule.known().test(topology) ? shown(left) : "unknown to the kernel");
        }
        List<Integer> fit = fit(topology, ordered(topology, left), taken);
        if (oneOfEachCore) {
            reasons.append(", one of each core ").append(shown(set(fit)));
        }
        return fit.size() < count ? List.of() : List.copyOf(fit.subList(0, count));
    }

    private IntStream ordered(Topology topology, CpuSet cpus) {
        CpuSet first = isolatedFirst ? topology.isolated().orElse(CpuSet.of()) : CpuSet.of();
        return IntStream.concat(cpus.intersection(first).stream(), cpus.without(first).stream());
    }

    private List<Integer> fit(Topology topology, IntStream cpus, CpuSet taken) {
        List<Integer> fit = new ArrayList<>();
        CpuSet used = taken;
        for (int cpu : cpus.toArray()) {
            CpuSet siblings =
                    topology.domain(CpuLevel.CORE, cpu).map(CpuDomain::cpus).orElse(CpuSet.of());
            boolean alone = !siblings.isEmpty() && siblings.intersection(used).isEmpty();
            if (alone || !oneOfEachCore) {
                fit.add(cpu);
                used = used.union(CpuSet.of(cpu));
            }
        }
        return fit;
    }

    private static CpuSet set(List<Integer> cpus) {
        return CpuSet.of(cpus.stream().mapToInt(Integer::intValue).toArray());
    }

    private static String shown(CpuSet cpus) {
        return cpus.isEmpty() ? "none" : cpus.toString();
    }

    /** The rules in order. */
    @Override
    public String toString() {
        return Stream.of(
                        Stream.of("usable"),
                        rules.stream().map(PlacementRule::name),
                        Stream.of("one of each core").filter(unused -> oneOfEachCore),
                        Stream.of("isolated first").filter(unused -> isolatedFirst))
                .flatMap(names -> names)
                .collect(Collectors.joining(", "));
    }
}
