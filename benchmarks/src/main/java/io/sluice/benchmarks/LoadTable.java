package io.sluice.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** How late messages are at a constant rate, and what waiting for none costs, as a table. */
final class LoadTable {
    private static final double MICROSECOND_NS = 1e3;
    private static final double FEW_US = 100;

    private final Results results;
    private final Placement placement;
    private final int payload;
    private final List<Double> rates;
    private final StringBuilder text = new StringBuilder();

    private LoadTable(Results results, Placement placement, int payload) {
        this.results = results;
        this.placement = placement;
        this.payload = payload;
        this.rates =
                rows(results, payload, Mode.LOAD).stream().map(Row::perSecond).distinct().toList();
    }

    /** The table of one length of message; nothing if none was measured in this way. */
    static String format(Results results, Placement placement, int payload) {
        LoadTable table = new LoadTable(results, placement, payload);
        List<Transport> transports =
                results.rows().stream()
                        .filter(row -> row.payload() == payload)
                        .filter(row -> row.mode() == Mode.LOAD || row.mode() == Mode.IDLE)
                        .map(Row::transport)
                        .distinct()
                        .toList();
        if (transports.isEmpty()) {
            return "";
        }
        table.head();
        transports.forEach(table::line);
        return table.text.toString();
    }

    private static List<Row> rows(Results results, int payload, Mode mode) {
        return results.rows().stream()
                .filter(row -> row.payload() == payload && row.mode() == mode)
                .toList();
    }

    private void head() {
        add(
                "%n%d bytes: one way at a constant rate, us from when a message was due until it was"
                        + " taken, p50 and p99; CPU of an end that waits%n%n%-22s",
                payload, "transport");
        rates.forEach(rate -> add(" %,15.0f/s", rate));
        add(" %8s%n", "idle");
    }

    private void line(Transport transport) {
        add("%-22s", transport.id());
        for (double rate : rates) {
            add(" %17s", row(transport, Mode.LOAD, rate).map(this::lateness).orElse("-"));
        }
        add(" %8s%n", row(transport, Mode.IDLE, 0).map(this::idle).orElse("-"));
    }

    private Optional<Row> row(Transport transport, Mode mode, double rate) {
        return rows(results, payload, mode).stream()
                .filter(row -> row.transport() == transport && row.perSecond() == rate)
                .filter(row -> row.reason(placement) == null)
                .findFirst();
    }

    private String lateness(Row row) {
        Histogram histogram = row.roundTrips(placement);
        return micros(histogram, 50) + micros(histogram, 99);
    }

    private String idle(Row row) {
        return String.format(Locale.ROOT, "%.1f %%", row.median(placement, Slice::percentBusy));
    }

    private static String micros(Histogram histogram, double percentile) {
        double micros = histogram.getValueAtPercentile(percentile) / MICROSECOND_NS;
        return String.format(Locale.ROOT, micros < FEW_US ? " %7.2f" : " %,7.0f", micros);
    }

    private void add(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
    }
}
