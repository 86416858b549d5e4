package io.sluice.benchmarks;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/** The results about locks as aligned tables, with everything needed to read them below. */
final class LockTable {
    private static final String NAMES = "%-19s %-10s ";
    private static final String LAST = " %9s %7s %7s%n";

    private final LockResults results;
    private final Map<String, String> machine;
    private final Placement placement;
    private final StringBuilder text = new StringBuilder();

    private LockTable(LockResults results, Map<String, String> machine) {
        this.results = results;
        this.machine = machine;
        this.placement = results.counts().main();
    }

    static String format(LockResults results, Map<String, String> machine) {
        LockTable table = new LockTable(results, machine);
        results.rows().stream().map(LockRow::mode).distinct().forEach(table::mode);
        table.foot();
        return table.text.toString();
    }

    private void mode(LockMode mode) {
        add(
                "%n%s, %s; placement %s (%s)%n%n",
                mode.id(), mode.meaning(), placement, placement.meaning());
        add(NAMES, "lock", "kind");
        if (mode.isHandoff()) {
            add("%10s %10s %11s", "p50 ns", "p99 ns", "trips/s");
        } else if (mode.isContended()) {
            add("%10s %13s %8s", "ns/lock", "locks/s", "share %");
        } else {
            add("%10s", "ns/pair");
        }
        add(LAST, "cpu ns", "x", "slices");
        results.rows().stream().filter(row -> row.mode() == mode).forEach(this::line);
    }

    private void line(LockRow row) {
        add(NAMES, row.type().id(), row.type().kind().id());
        String reason = row.reason(placement);
        if (reason != null) {
            add("cannot run here: %s%n", reason);
            return;
        }
        double perSecond = row.median(placement, Slice::messagesPerSecond);
        if (row.mode().isHandoff()) {
            Histogram trips = row.roundTrips(placement);
            long p50 = trips.getValueAtPercentile(50);
            add("%,10d %,10d %,11.0f", p50, trips.getValueAtPercentile(99), perSecond);
        } else if (row.mode().isContended()) {
            double share = 100 * row.median(placement, Slice::leastShare);
            add("%,10.1f %,13.0f %8.1f", row.costNs(placement), perSecond, share);
        } else {
            add("%,10.1f", row.costNs(placement));
        }
        double cpuNs = 1000 * row.median(placement, Slice::cpuSecondsPerMillion);
        add(
                LAST,
                String.format(Locale.ROOT, cpuNs < 100 ? "%.1f" : "%,.0f", cpuNs),
                ratio(row),
                row.slices(placement).size());
    }

    private String ratio(LockRow row) {
        OptionalDouble ratio = results.ratio(row, placement);
        return ratio.isEmpty() ? "-" : String.format(Locale.ROOT, "%.2f", ratio.getAsDouble());
    }

    private void foot() {
        add(
                "%nx         times as good as the best C row of its kind%n"
                        + "share %%   of the locks, of the one who got the fewest: 50 is fair for two, 25"
                        + " for four%n"
                        + "cpu ns    CPU time of all who take part, a lock or a round trip%n"
                        + "slices    figures are of the median slice of so many, percentiles of all;"
                        + " seen: %s%n",
                results.counts().slices());
        machine.forEach((name, value) -> add("%-9s %s%n", name, value));
        add("%n");
        results.rows().stream()
                .map(LockRow::type)
                .distinct()
                .forEach(type -> add("%-19s %s%n", type.id(), type.description()));
    }

    private void add(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
    }
}
