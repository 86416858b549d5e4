package io.sluice.benchmarks;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The rows of a run, and the placement they are reported for. */
final class Results {
    private final List<Row> rows;
    private final PlacementCounts counts;

    Results(List<Row> rows) {
        this.rows = rows;
        this.counts = PlacementCounts.of(rows);
    }

    List<Row> rows() {
        return rows;
    }

    /** Whether there is any figure. */
    boolean measured() {
        return !counts.slices().isEmpty();
    }

    PlacementCounts counts() {
        return counts;
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
