package io.sluice.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** The rows of a run of locks. */
final class LockResults {
    private final List<LockRow> rows;
    private final PlacementCounts counts;

    LockResults(List<LockRow> rows) {
        this.rows = rows;
        this.counts = PlacementCounts.of(rows);
    }

    List<LockRow> rows() {
        return rows;
    }

    PlacementCounts counts() {
        return counts;
    }

    /** How many times as good as the best C row of its kind and mode. */
    OptionalDouble ratio(LockRow row, Placement placement) {
        OptionalDouble best =
                rows.stream()
                        .filter(rival -> rival.type().runner() == LockType.Runner.C)
                        .filter(rival -> rival.type().kind() == row.type().kind())
                        .filter(rival -> rival.mode() == row.mode())
                        .filter(rival -> rival.reason(placement) == null)
                        .mapToDouble(rival -> rival.costNs(placement))
                        .min();
        return best.isEmpty()
                ? best
                : OptionalDouble.of(best.getAsDouble() / row.costNs(placement));
    }

    /** The rows as the JSON has them: those of messages, with {@code lock} for the transport. */
    List<Map<String, Object>> entries(Placement placement) {
        return rows.stream().map(row -> entry(row, placement)).toList();
    }

    /** What is compared: nanoseconds of a hand-off or of a lock alone, else locks a second. */
    private static ToDoubleFunction<Slice> figure(LockMode mode) {
        if (mode.isHandoff()) {
            return Slice::medianRoundTripNs;
        }
        return mode.isContended()
                ? Slice::messagesPerSecond
                : slice -> 1e9 / slice.messagesPerSecond();
    }

    private Map<String, Object> entry(LockRow row, Placement placement) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("lock", row.type().id());
        entry.put("kind", row.type().kind().id());
        entry.put("mode", row.mode().id());
        entry.put("placement", placement);
        String reason = row.reason(placement);
        if (reason != null) {
            entry.put("unavailable", reason);
            return entry;
        }
        double perSecond = row.median(placement, Slice::messagesPerSecond);
        if (row.mode().isHandoff()) {
            JsonFile.putRoundTrips(entry, row.roundTrips(placement));
            entry.put("round_trips_per_s", perSecond);
        } else {
            entry.put("locks_per_s", perSecond);
            entry.put("ns_per_lock", row.costNs(placement));
        }
        if (row.mode().isContended()) {
            entry.put("least_share", row.median(placement, Slice::leastShare));
        }
        entry.put("cpu_s_per_million", row.median(placement, Slice::cpuSecondsPerMillion));
        ratio(row, placement).ifPresent(ratio -> entry.put("times_best_c", ratio));
        entry.put("slices", JsonFile.slices(row, placement, figure(row.mode())));
        entry.put("samples", row.messages(placement));
        return entry;
    }
}
