package io.sluice.benchmarks;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How many slices of a run each placement saw. */
record PlacementCounts(Map<Placement, Integer> slices) {
    static PlacementCounts of(List<? extends MeasuredRow> rows) {
        Map<Placement, Integer> slices = new EnumMap<>(Placement.class);
        for (Placement placement : Placement.values()) {
            int count = rows.stream().mapToInt(row -> row.slices(placement).size()).sum();
            if (count > 0) {
                slices.put(placement, count);
            }
        }
        return new PlacementCounts(Collections.unmodifiableMap(slices));
    }

    /** The placement of most slices. */
    Placement main() {
        return slices.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(Placement.C);
    }
}
