package io.sluice.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rows of a run of costs.
 *
 * @param gigahertz the CPU's clock, which turns nanoseconds into cycles
 */
record CostResults(List<CostRow> rows, double gigahertz) {
    private static final Set<String> LINES = Set.of("c-line", "java-line");

    /** Cycles of the CPU that the median operation took. */
    double cycles(CostRow row) {
        return row.ns().median() * gigahertz;
    }

    /** Where the two CPUs were to each other in most slices, if a cache line was passed on. */
    Optional<Placement> placement() {
        return rows.stream()
                .filter(row -> LINES.contains(row.type().id()) && row.reason() == null)
                .map(row -> Placement.of((long) (2 * row.ns().median())))
                .findFirst();
    }

    /** The rows as the JSON has them. */
    List<Map<String, Object>> entries() {
        return rows.stream().map(this::entry).toList();
    }

    private Map<String, Object> entry(CostRow row) {
        CostType type = row.type();
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("cost", type.id());
        entry.put("description", type.description());
        if (type.textbook() != null) {
            entry.put("textbook", type.textbook().figure());
            entry.put("textbook_source", type.textbook().source());
        }
        if (row.reason() != null) {
            entry.put("unavailable", row.reason());
            return entry;
        }
        Spread ns = row.ns();
        entry.put("ns", ns.median());
        entry.put("ns_low", ns.low());
        entry.put("ns_high", ns.high());
        entry.put("cycles", cycles(row));
        if (type.claim() != null) {
            entry.put("counted", type.claim().event().toString());
            entry.put("counted_each", row.eventsEach());
            entry.put("due_each", type.claim().due());
        }
        if (row.refutation() != null) {
            entry.put("refutation", row.refutation());
        }
        entry.put("slices", row.slices());
        entry.put("operations", row.operations());
        return entry;
    }
}
