package io.sluice.benchmarks;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Two runs, row by row.
 *
 * @param pairs the rows of both, in the first's order
 * @param onlyFirst rows that the second does not have
 * @param onlySecond rows that the first does not have
 * @param differences what was different about the runs, a sentence each
 */
record Comparison(
        List<Pair> pairs,
        List<CompareFigure.Key> onlyFirst,
        List<CompareFigure.Key> onlySecond,
        List<String> differences) {
    /** A row of both. */
    record Pair(CompareFigure first, CompareFigure second, CompareVerdict verdict) {}

    /**
     * Compares.
     *
     * @param floor as of {@link CompareVerdict#of}
     * @throws WrongInput if the files have no row in common
     */
    static Comparison of(ResultsFile first, ResultsFile second, double floor) throws WrongInput {
        Map<CompareFigure.Key, CompareFigure> before = figures(first);
        Map<CompareFigure.Key, CompareFigure> after = figures(second);
        List<Pair> pairs = new ArrayList<>();
        before.forEach(
                (key, figure) -> {
                    CompareFigure other = after.get(key);
                    if (other != null) {
                        CompareVerdict verdict = CompareVerdict.of(figure, other, floor);
                        pairs.add(new Pair(figure, other, verdict));
                    }
                });
        List<String> differences = differences(first, second);
        if (pairs.isEmpty()) {
            throw new WrongInput(
                    String.format(
                            "%s and %s have no row in common, of the same payload, mode and"
                                    + " placement: %s",
                            first.path(), second.path(), String.join("; ", differences)));
        }
        return new Comparison(pairs, without(before, after), without(after, before), differences);
    }

    private static Map<CompareFigure.Key, CompareFigure> figures(ResultsFile file)
            throws WrongInput {
        Map<CompareFigure.Key, CompareFigure> figures = new LinkedHashMap<>();
        for (JsonObject entry : file.entries()) {
            try {
                CompareFigure.of(entry, file.kind())
                        .ifPresent(figure -> figures.put(figure.key(), figure));
            } catch (IllegalStateException
                    | UnsupportedOperationException
                    | ClassCastException
                    | NumberFormatException e) {
                throw new WrongInput(file.path() + " has a row that cannot be read: " + entry);
            }
        }
        return figures;
    }

    private static List<CompareFigure.Key> without(
            Map<CompareFigure.Key, CompareFigure> figures,
            Map<CompareFigure.Key, CompareFigure> others) {
        return figures.keySet().stream().filter(key -> !others.containsKey(key)).toList();
    }

    private static List<String> differences(ResultsFile first, ResultsFile second) {
        Map<String, String> before = first.circumstances();
        Map<String, String> after = second.circumstances();
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            if (!Objects.equals(before.get(name), after.get(name))) {
                differences.add(
                        name + " was " + said(before.get(name)) + ", is " + said(after.get(name)));
            }
        }
        return differences;
    }

    private static String said(String value) {
        return value == null ? "not known" : "\"" + value + "\"";
    }

    long count(CompareVerdict verdict) {
        return pairs.stream().filter(pair -> pair.verdict() == verdict).count();
    }
}
