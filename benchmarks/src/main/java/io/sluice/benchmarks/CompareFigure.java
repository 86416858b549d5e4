package io.sluice.benchmarks;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Locale;
import java.util.Optional;

/**
 * The figure of a row, and how far apart its slices were.
 *
 * @param middle the row's own figure: median nanoseconds, messages a second, percent of a CPU
 * @param low the lowest slice; NaN of fewer than {@link #FEWEST}
 * @param high the highest
 */
record CompareFigure(Key key, CompareUnit unit, double middle, double low, double high) {
    /** Of fewer slices nobody knows how far apart they are. */
    static final int FEWEST = 3;

    /** From so many slices on, the lowest and the highest do not count. */
    static final int MANY = 8;

    /**
     * What makes two rows the same.
     *
     * @param bytes the payload, or nothing
     */
    record Key(String row, String mode, String bytes, String placement) {}

    /**
     * What is compared of an entry, or nothing if it has no figure.
     *
     * @param kind as of {@link ResultsFile}
     */
    static Optional<CompareFigure> of(JsonObject entry, String kind) {
        if (entry.has("unavailable")) {
            return Optional.empty();
        }
        Key key = key(entry, kind);
        if (kind.equals("cost")) {
            return Optional.of(
                    new CompareFigure(
                            key,
                            CompareUnit.NS,
                            number(entry, "ns"),
                            number(entry, "ns_low"),
                            number(entry, "ns_high")));
        }
        if (entry.has("cpu_percent")) {
            return sliced(entry, key, CompareUnit.PERCENT, "cpu_percent");
        }
        if (entry.has("p50_ns")) {
            return sliced(entry, key, CompareUnit.NS, "p50_ns");
        }
        if (entry.has("ns_per_lock") && !entry.has("least_share")) {
            return sliced(entry, key, CompareUnit.NS, "ns_per_lock");
        }
        String perSecond = entry.has("locks_per_s") ? "locks_per_s" : "messages_per_s";
        return entry.has(perSecond)
                ? sliced(entry, key, CompareUnit.PER_SECOND, perSecond)
                : Optional.empty();
    }

    private static Key key(JsonObject entry, String kind) {
        String mode = text(entry, "mode");
        if (entry.has("offered_per_s")) {
            mode += String.format(Locale.ROOT, " %,.0f/s", number(entry, "offered_per_s"));
        }
        return new Key(
                text(entry, kind), mode, text(entry, "payload_bytes"), text(entry, "placement"));
    }

    private static Optional<CompareFigure> sliced(
            JsonObject entry, Key key, CompareUnit unit, String name) {
        double[] slices =
                entry.has("slices")
                        ? entry.getAsJsonArray("slices").asList().stream()
                                .mapToDouble(JsonElement::getAsDouble)
                                .sorted()
                                .toArray()
                        : new double[0];
        double middle = number(entry, name);
        if (slices.length < FEWEST) {
            return Optional.of(new CompareFigure(key, unit, middle, Double.NaN, Double.NaN));
        }
        int outliers = slices.length >= MANY ? 1 : 0;
        return Optional.of(
                new CompareFigure(
                        key, unit, middle, slices[outliers], slices[slices.length - 1 - outliers]));
    }

    private static double number(JsonObject entry, String name) {
        return entry.has(name) ? entry.get(name).getAsDouble() : Double.NaN;
    }

    private static String text(JsonObject entry, String name) {
        return entry.has(name) ? entry.get(name).getAsString() : "";
    }

    /** The lowest and the highest slice. */
    String spread() {
        return Double.isNaN(low) ? "-" : unit.number(low) + "-" + unit.number(high);
    }
}
