package io.sluice.benchmarks;

import java.util.stream.DoubleStream;

/**
 * Where the middle of some values is, and how far they are apart.
 *
 * @param low the least
 * @param median the middle one, or the mean of the two in the middle
 * @param high the greatest
 */
record Spread(double low, double median, double high) {
    /** Of at least one value. */
    static Spread of(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        int last = sorted.length - 1;
        double median = (sorted[last / 2] + sorted[(last + 1) / 2]) / 2;
        return new Spread(sorted[0], median, sorted[last]);
    }
}
