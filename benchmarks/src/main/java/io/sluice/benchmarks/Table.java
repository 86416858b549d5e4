package io.sluice.benchmarks;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.HdrHistogram.Histogram;

/** The results as an aligned table, with everything needed to read it below. */
final class Table {
    private static final Set<Mode> STREAMS =
            EnumSet.of(Mode.THROUGHPUT, Mode.TWO_PRODUCERS, Mode.FAN_OUT);
    private static final Set<Mode> TABLED =
            EnumSet.of(Mode.RTT, Mode.THROUGHPUT, Mode.TWO_PRODUCERS, Mode.FAN_OUT);

    private static final String HEAD =
            "%-22s %9s %9s %9s %9s %11s %8s %7s | %13s %8s %7s%n"
                    .formatted(
                            "transport",
                            "min",
                            "p50",
                            "p99",
                            "p99.9",
                            "max",
                            "cpu s/M",
                            "x",
                            "messages/s",
                            "cpu s/M",
                            "x");

    private static final String NO_ROUND_TRIP =
            "%9s %9s %9s %9s %11s %8s %7s".formatted("-", "-", "-", "-", "-", "-", "-");

    private static final String NO_STREAM = "%13s %8s %7s".formatted("-", "-", "-");

    private final Results results;
    private final Map<String, String> machine;
    private final StringBuilder text = new StringBuilder();

    private Table(Results results, Map<String, String> machine) {
        this.results = results;
        this.machine = machine;
    }

    static String format(Results results, Map<String, String> machine) {
        Table table = new Table(results, machine);
        results.rows().stream().map(Row::payload).distinct().forEach(table::payload);
        table.foot();
        return table.text.toString();
    }

    private void payload(int payload) {
        Placement placement = results.counts().main();
        text.append(
                String.format(
                        Locale.ROOT,
                        "%n%d bytes: round trip in ns, then one way; placement %s (%s)%n%n",
                        payload,
                        placement,
                        placement.meaning()));
        text.append(HEAD);
        results.rows().stream()
                .filter(row -> row.payload() == payload)
                .filter(row -> TABLED.contains(row.mode()))
                .map(Row::transport)
                .distinct()
                .forEach(transport -> line(transport, payload, placement));
        text.append(LoadTable.format(results, placement, payload));
    }

    private void line(Transport transport, int payload, Placement placement) {
        Row rtt = row(transport, payload, EnumSet.of(Mode.RTT));
        Row stream = row(transport, payload, STREAMS);
        text.append(String.format("%-22s ", transport.id()));
        String reason = (rtt == null ? stream : rtt).reason(placement);
        if (reason != null) {
            text.append("cannot run here: ").append(reason).append('\n');
            return;
        }
        text.append(rtt == null ? NO_ROUND_TRIP : roundTrip(rtt, placement))
                .append(" | ")
                .append(stream == null ? NO_STREAM : stream(stream, placement))
                .append('\n');
    }

    private Row row(Transport transport, int payload, Set<Mode> modes) {
        return modes.stream()
                .flatMap(mode -> results.row(transport, payload, mode).stream())
                .findFirst()
                .orElse(null);
    }

    private String roundTrip(Row row, Placement placement) {
        Histogram histogram = row.roundTrips(placement);
        long p50 = histogram.getValueAtPercentile(50);
        return String.format(
                Locale.ROOT,
                "%,9d %,9d %,9d %,9d %,11d %8.3f %7s",
                histogram.getMinValue(),
                p50,
                histogram.getValueAtPercentile(99),
                histogram.getValueAtPercentile(99.9),
                histogram.getMaxValue(),
                row.median(placement, Slice::cpuSecondsPerMillion),
                ratio(results.bestKernelRoundTrip(row.payload(), placement), (double) p50, true));
    }

    private String stream(Row row, Placement placement) {
        if (row.reason(placement) != null) {
            return row.reason(placement);
        }
        double rate = row.median(placement, Slice::messagesPerSecond);
        OptionalDouble kernel =
                row.mode() == Mode.THROUGHPUT
                        ? results.bestKernelStream(row.payload(), placement)
                        : OptionalDouble.empty(); // it has one producer
        return String.format(
                Locale.ROOT,
                "%,13.0f %8.3f %7s",
                rate,
                row.median(placement, Slice::cpuSecondsPerMillion),
                ratio(kernel, rate, false));
    }

    private static String ratio(OptionalDouble kernel, double value, boolean lessIsBetter) {
        if (kernel.isEmpty()) {
            return "-";
        }
        double best = kernel.getAsDouble();
        double ratio = lessIsBetter ? best / value : value / best;
        return String.format(Locale.ROOT, ratio < 10 ? "%.2f" : "%.0f", ratio);
    }

    private void foot() {
        text.append(
                String.format(
                        "%nx         times as good as the best row the kernel carries%n"
                                + "cpu s/M   CPU seconds of both ends for a million messages or"
                                + " round trips%n"
                                + "slices    %s; rows are of placement %s%n",
                        results.counts().slices(), results.counts().main()));
        machine.forEach((name, value) -> text.append(String.format("%-9s %s%n", name, value)));
        text.append(String.format("%n"));
        results.rows().stream()
                .map(Row::transport)
                .distinct()
                .forEach(
                        transport ->
                                text.append(
                                        String.format(
                                                "%-22s %s%n",
                                                transport.id(), transport.description())));
    }
}
