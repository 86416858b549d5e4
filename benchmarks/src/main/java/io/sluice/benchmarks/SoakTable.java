package io.sluice.benchmarks;

import java.util.Locale;
import java.util.Map;

/** The results for a person. */
final class SoakTable {
    private static final String HEAD =
            "%-10s %15s %10s %13s %7s %7s %9s %16s %7s%n"
                    .formatted(
                            "kind",
                            "checked",
                            "repeated",
                            "told lost",
                            "kills",
                            "stops",
                            "restarts",
                            "longest pause ms",
                            "faults");

    private SoakTable() {}

    static String format(SoakResults results, Map<String, String> machine) {
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                        Locale.ROOT,
                        "%n%s after %.1f s, seed %d%n%n%s",
                        results.end().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        results.seconds(),
                        results.seed(),
                        HEAD));
        results.rows().forEach(row -> text.append(line(row)));
        text.append(
                String.format(
                        "%nchecked   messages, every byte and their order; or locks, and what they guard%n"
                                + "repeated  of these, read again by a killed consumer's successor, as"
                                + " it may be%n"
                                + "told lost messages that a lossy ring's consumers were told they"
                                + " missed%n"));
        machine.forEach((name, value) -> text.append(String.format("%-9s %s%n", name, value)));
        return text.toString();
    }

    private static String line(SoakRow row) {
        return String.format(
                Locale.ROOT,
                "%-10s %,15d %,10d %,13d %,7d %,7d %,9d %,16.1f %7d%n",
                row.kind(),
                row.checked(),
                row.repeated(),
                row.toldLost(),
                row.kills(),
                row.stops(),
                row.restarts(),
                row.longestPauseNs() / 1e6,
                row.faults());
    }
}
