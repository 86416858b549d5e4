package io.sluice.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The costs as one aligned table, with everything needed to read it below. */
final class CostTable {
    private static final String LINE = "%-16s %10s %21s %11s  %-23s %s%n";
    private static final double FEW_NS = 100;

    private final CostResults results;
    private final List<String> sources = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    private CostTable(CostResults results) {
        this.results = results;
    }

    static String format(CostResults results, Map<String, String> machine) {
        CostTable table = new CostTable(results);
        table.add("%n" + LINE, "cost", "ns", "low-high", "cycles", "textbooks", "what it does");
        results.rows().forEach(table::line);
        table.foot(machine);
        return table.text.toString();
    }

    private void line(CostRow row) {
        CostType type = row.type();
        if (row.reason() != null) {
            String reason = type.description() + ": cannot run here: " + row.reason();
            add(LINE, type.id(), "-", "-", "-", quoted(type.textbook()), reason);
            return;
        }
        Spread ns = row.ns();
        String wrong = row.refutation() == null ? "" : " (! " + row.refutation() + ")";
        add(
                LINE,
                type.id(),
                number(ns.median()),
                number(ns.low()) + "-" + number(ns.high()),
                number(results.cycles(row)),
                quoted(type.textbook()),
                type.description() + wrong);
    }

    private String quoted(Textbook textbook) {
        if (textbook == null) {
            return "-";
        }
        if (!sources.contains(textbook.source())) {
            sources.add(textbook.source());
        }
        return textbook.figure() + " [" + (sources.indexOf(textbook.source()) + 1) + "]";
    }

    private void foot(Map<String, String> machine) {
        add(
                "%nns        of the median slice, which is its median batch%n"
                        + "low-high  of all slices; two runs differ where these do not overlap%n"
                        + "cycles    ns at %.2f GHz, the CPU's clock as a chain of dependent"
                        + " operations ran in each round%n"
                        + "!         the kernel counted something else than the row claims: what"
                        + " it measured is not what it says%n",
                results.gigahertz());
        for (int i = 0; i < sources.size(); i++) {
            add("%-9s %s%n", "[" + (i + 1) + "]", sources.get(i));
        }
        machine.forEach((name, value) -> add("%-9s %s%n", name, value));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < FEW_NS ? "%.1f" : "%,.0f", value);
    }

    private void add(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
    }
}
