package io.sluice.benchmarks;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The rows of a run, and the placement they are reported for. */
final class Results {
    private final List<Row> rows;
    private final Map<Placement, Integer> slices = new EnumMap<>(Placement.class);

    Results(List<Row> rows) {
        this.rows = rows;
        for (Placement placement : Placement.values()) {
            int count = rows.stream().mapToInt(row -> row.slices(placement).size()).sum();
            if (count > 0) {
                slices.put(placement, count);
            }
        }
    }

    List<Row> rows() {
        return rows;
    }

    /** How many slices each placement saw. */
    Map<Placement, Integer> slices() {
        return slices;
    }

    /** The placement of most slices. */
    Placement mainPlacement() {
        return slices.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(Placement.C);
    }

    Optional<Row> row(Transport transport, int payload, Mode mode) {
        return rows.stream()
                .filter(row -> row.transport() == transport)
                .filter(row -> row.payload() == payload && row.mode() == mode)
                .findFirst();
    }

    /** The least median round trip, in nanoseconds, of the rows the kernel carries. */
    OptionalDouble bestKernelRoundTrip(int payload, Placement placement) {
        return rows.stream()
                .filter(row -> row.transport().kernel() && row.payload() == payload)
                .filter(row -> row.mode() == Mode.RTT && row.reason(placement) == null)
                .mapToDouble(row -> row.roundTrips(placement).getValueAtPercentile(50))
                .min();
    }

    /** The most messages a second of the rows the kernel carries. */
    OptionalDouble bestKernelStream(int payload, Placement placement) {
        return rows.stream()
                .filter(row -> row.transport().kernel() && row.payload() == payload)
                .filter(row -> row.mode() == Mode.THROUGHPUT && row.reason(placement) == null)
                .mapToDouble(row -> row.median(placement, Slice::messagesPerSecond))
                .max();
    }
}
