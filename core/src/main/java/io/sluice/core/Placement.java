package io.sluice.core;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Which CPUs to take: what they must be, in order of preference.
 *
 * <pre>{@code
 * Placement nearby =
 *         Placement.usable().in(CpuLevel.L3, 3).notIn(CpuLevel.CORE, 3).isolatedFirst()
 *                 .orElse(Placement.usable().in(CpuLevel.NODE, 3).notIn(CpuLevel.CORE, 3));
 * int cpu = nearby.choose(Topology.current());
 * }</pre>
 *
 * <p>Immutable; each verb returns another, and goes for every alternative before it. A rule about
 * something the kernel does not say fits no CPU. Choosing changes nothing: two that choose alike
 * choose the same, see {@link CpuReservation}.
 */
public final class Placement {
    private static final Placement USABLE = new Placement(List.of(PlacementRules.NONE));

    private final List<PlacementRules> alternatives;

    private Placement(List<PlacementRules> alternatives) {
        this.alternatives = alternatives;
    }

    /** Any CPU of {@link Topology#usable}. */
    public static Placement usable() {
        return USABLE;
    }

    /** Only these CPUs, if they are usable. */
    public Placement among(CpuSet cpus) {
        return with("among " + cpus, topology -> true, (topology, left) -> left.intersection(cpus));
    }

    /** Only CPUs that share this with a CPU, which is one of them: the same L3, the same node. */
    public Placement in(CpuLevel level, int cpu) {
        return with(
                "in the " + level + " of CPU " + cpu,
                topology -> topology.domain(level, cpu).isPresent(),
                (topology, left) -> left.intersection(domain(topology, level, cpu)));
    }

    /**
     * Only CPUs that do not share this with a CPU: with {@link CpuLevel#CORE}, neither it nor its
     * siblings. CPUs of which the kernel does not say whether they do are left out.
     */
    public Placement notIn(CpuLevel level, int cpu) {
        return with(
                "not in the " + level + " of CPU " + cpu,
                topology -> topology.domain(level, cpu).isPresent(),
                (topology, left) ->
                        left.without(domain(topology, level, cpu))
                                .without(topology.unknown(level)));
    }

    /** Only isolated CPUs. */
    public Placement isolated() {
        return with(
                "isolated",
                topology -> topology.isolated().isPresent(),
                (topology, left) -> left.intersection(topology.isolated().orElseThrow()));
    }

    /** Only CPUs of the fastest kind. */
    public Placement fastest() {
        return with(
                "of the fastest kind",
                topology -> !topology.kinds().isEmpty(),
                (topology, left) -> left.intersection(topology.kinds().get(0).cpus()));
    }

    /** Isolated CPUs before others, among those that fit. */
    public Placement isolatedFirst() {
        return each(rules -> new PlacementRules(rules.rules(), true, rules.oneOfEachCore()));
    }

    /**
     * At most one CPU of each core, and none of a core of which a CPU is taken: no two are
     * siblings. CPUs of which the kernel does not say in which core they are do not fit.
     */
    public Placement oneOfEachCore() {
        return each(rules -> new PlacementRules(rules.rules(), rules.isolatedFirst(), true));
    }

    /** What to take if too few CPUs fit this. */
    public Placement orElse(Placement next) {
        List<PlacementRules> all = new ArrayList<>(alternatives);
        all.addAll(next.alternatives);
        return new Placement(List.copyOf(all));
    }

    /**
     * The best CPU that fits.
     *
     * @throws PlacementException if none does; it says which rule left which CPUs
     */
    public int choose(Topology topology) {
        return choose(topology, 1, CpuSet.of()).get(0);
    }

    /**
     * The best CPUs that fit, the better one first, all of one alternative.
     *
     * @param count how many, at least 1
     * @throws PlacementException if too few do; it says which rule left which CPUs
     */
    public List<Integer> choose(Topology topology, int count) {
        return choose(topology, count, CpuSet.of());
    }

    List<Integer> choose(Topology topology, int count, CpuSet taken) {
        if (count < 1) {
            throw new IllegalArgumentException("count=" + count + " is less than 1");
        }
        StringBuilder reasons = new StringBuilder();
        for (PlacementRules rules : alternatives) {
            List<Integer> chosen = rules.choose(topology, count, taken, reasons);
            if (!chosen.isEmpty()) {
                return chosen;
            }
        }
        throw new PlacementException(
                "count="
                        + count
                        + (count == 1 ? " CPU fits" : " CPUs fit")
                        + " nowhere: "
                        + reasons);
    }

    private Placement with(String name, Predicate<Topology> known, PlacementRule.Filter filter) {
        return each(rules -> rules.and(new PlacementRule(name, known, filter)));
    }

    private Placement each(UnaryOperator<PlacementRules> change) {
        return new Placement(alternatives.stream().map(change).toList());
    }

    /** The rules in order. */
    @Override
    public String toString() {
        return String.join(", or else ", alternatives.stream().map(String::valueOf).toList());
    }

    private static CpuSet domain(Topology topology, CpuLevel level, int cpu) {
        return topology.domain(level, cpu).orElseThrow().cpus();
    }
}
