package io.sluice.benchmarks;

import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** The gaps of a run as aligned tables. */
final class HiccupTable {
    private static final String LINE = "%-12s %10s %10s %9s %9s %9s %9s %9s %10s%n";
    private static final double US = 1_000;
    private static final int MOST_INTERRUPTS = 8;

    private final HiccupResults results;
    private final StringBuilder text = new StringBuilder();

    private HiccupTable(HiccupResults results) {
        this.results = results;
    }

    static String format(HiccupResults results, Map<String, String> machine) {
        HiccupTable table = new HiccupTable(results);
        table.gaps();
        table.lengths();
        table.worst();
        table.meanwhile();
        table.add("%n");
        machine.forEach((name, value) -> table.add("%-12s %s%n", name, value));
        return table.text.toString();
    }

    private void gaps() {
        GapRecorder recorder = results.recorder();
        add(
                "%nCPU %d, %.1f s: gaps above %,d ns between readings of the clock, one every %.0f"
                        + " ns%n%n",
                results.cpu(), results.seconds(), recorder.thresholdNs(), results.readingNs());
        add(
                LINE,
                "gaps",
                "count",
                "per s",
                "stolen %",
                "p50 us",
                "p90 us",
                "p99 us",
                "p99.9",
                "max");
        line("all", recorder.gaps());
        for (GapCause cause : GapCause.values()) {
            line(cause.id(), recorder.gaps(cause));
        }
        add("%n");
        for (GapCause cause : GapCause.values()) {
            add("%-12s %s%n", cause.id(), cause.meaning());
        }
        add(
                "%-12s %.4f %% of the time, to look up the cause after each gap%n",
                "not watched", 100.0 * recorder.unwatchedNs() / recorder.elapsedNs());
    }

    private void line(String name, Histogram gaps) {
        long count = gaps.getTotalCount();
        add(
                LINE,
                name,
                String.format(Locale.ROOT, "%,d", count),
                String.format(Locale.ROOT, "%,.1f", count / results.seconds()),
                String.format(Locale.ROOT, "%.4f", 100 * results.share(gaps)),
                us(gaps, 50),
                us(gaps, 90),
                us(gaps, 99),
                us(gaps, 99.9),
                us(gaps, 100));
    }

    private static String us(Histogram gaps, double percentile) {
        return gaps.getTotalCount() == 0
                ? "-"
                : String.format(Locale.ROOT, "%,.1f", gaps.getValueAtPercentile(percentile) / US);
    }

    private void lengths() {
        add("%n%14s %10s%n", "from us", "count");
        text.append(GapBuckets.draw(results.ranges()));
    }

    private void worst() {
        add("%n%14s %10s  %s%n", "worst, at s", "us", "cause");
        for (WorstGaps.Gap gap : results.recorder().worst().list()) {
            add("%14.6f %,10.1f  %s%n", gap.atNs() / 1e9, gap.lengthNs() / US, gap.cause().id());
        }
    }

    private void meanwhile() {
        add("%n%14s %10s  %s%n", "count", "per s", "meanwhile, on this CPU");
        results.interrupts().entrySet().stream()
                .limit(MOST_INTERRUPTS)
                .forEach(entry -> meanwhile(entry.getValue(), "interrupts " + entry.getKey()));
        results.safepoints()
                .ifPresentOrElse(
                        stops ->
                                meanwhile(
                                        stops.count(),
                                        String.format(
                                                Locale.ROOT,
                                                "safepoints of this JVM, %.1f us in all",
                                                stops.ns() / US)),
                        () -> add("%14s %10s  safepoints: this JVM does not say%n", "-", "-"));
        add(
                "%14s %10s  steal time of the hypervisor: %d ms, to 10 ms%n",
                "-", "-", results.stealNs() / 1_000_000);
    }

    private void meanwhile(long count, String what) {
        add("%,14d %,10.1f  %s%n", count, count / results.seconds(), what);
    }

    private void add(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
    }
}
