package io.sluice.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Two runs as an aligned table, with everything needed to read it below. */
final class CompareTable {
    private static final String LINE = "%-20s %-18s %6s %-2s %16s %16s %7s  %-25s %-25s %s%n";

    private final StringBuilder text = new StringBuilder();

    private CompareTable() {}

    /**
     * The table.
     *
     * @param floor as of {@link CompareVerdict#of}
     */
    static String format(Comparison comparison, double floor) {
        CompareTable table = new CompareTable();
        comparison.differences().forEach(each -> table.add("warning: %s%n", each));
        table.add(
                "%n" + LINE,
                "row",
                "mode",
                "bytes",
                "pl",
                "A",
                "B",
                "B/A",
                "slices of A",
                "slices of B",
                "verdict");
        comparison.pairs().forEach(table::line);
        table.add("%n");
        table.only("A", comparison.onlyFirst());
        table.only("B", comparison.onlySecond());
        table.foot(comparison, floor);
        return table.text.toString();
    }

    private void line(Comparison.Pair pair) {
        CompareFigure first = pair.first();
        CompareFigure second = pair.second();
        add(
                LINE,
                first.key().row(),
                first.key().mode(),
                first.key().bytes(),
                first.key().placement(),
                first.unit().text(first.middle()),
                second.unit().text(second.middle()),
                ratio(second.middle() / first.middle()),
                first.spread(),
                second.spread(),
                pair.verdict().id());
    }

    private static String ratio(double ratio) {
        return Double.isFinite(ratio) ? String.format(Locale.ROOT, "%.3f", ratio) : "-";
    }

    private void only(String name, List<CompareFigure.Key> keys) {
        for (CompareFigure.Key key : keys) {
            String parts =
                    Stream.of(key.row(), key.mode(), key.bytes(), key.placement())
                            .filter(part -> !part.isEmpty())
                            .collect(Collectors.joining(" "));
            add("only in %s: %s%n", name, parts);
        }
    }

    private void foot(Comparison comparison, double floor) {
        add(
                "%d better, %d worse, %d undecided%n%n",
                comparison.count(CompareVerdict.BETTER),
                comparison.count(CompareVerdict.WORSE),
                comparison.count(CompareVerdict.UNDECIDED));
        add(
                "A, B       median round trip or cost (less is better), messages or locks a second"
                        + " (more is), percent of a CPU (less is)%n"
                        + "slices     lowest and highest; of %d or more slices, without the lowest"
                        + " and the highest; - of fewer than %d%n"
                        + "verdict    of B: decided if the slices do not overlap and A and B are"
                        + " more than %s %% apart (--floor)%n"
                        + "           Slices show how a run varied, not how runs differ, and they"
                        + " differ by more:%n"
                        + "           repeat both runs before you trust a verdict. Source: Kalibera"
                        + " and Jones,%n"
                        + "           Rigorous Benchmarking in Reasonable Time, ISMM 2013,"
                        + " doi:10.1145/2464157.2464160%n",
                CompareFigure.MANY, CompareFigure.FEWEST, percent(floor));
    }

    private static String percent(double floor) {
        String number = String.format(Locale.ROOT, "%.2f", 100 * floor);
        return number.replaceFirst("\\.?0+$", "");
    }

    private void add(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
    }
}
