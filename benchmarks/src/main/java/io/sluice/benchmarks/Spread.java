package io.sluice.benchmarks;

import java.util.stream.DoubleStream;

/**
 * Where the middle of some values is, and the middle half of them.
 *
 * @param low the first quartile
 * @param median the second
 * @param high the third
 */
record Spread(double low, double median, double high) {
    private static final double QUARTER = 0.25;

    /** Of at least one value; between two values it is interpolated. */
    static Spread of(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        return new Spread(
                quantile(sorted, QUARTER),
                quantile(sorted, 2 * QUARTER),
                quantile(sorted, 3 * QUARTER));
    }

    private static double quantile(double[] sorted, double fraction) {
        double place = fraction * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
