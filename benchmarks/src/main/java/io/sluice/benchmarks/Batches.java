package io.sluice.benchmarks;

import java.util.stream.DoubleStream;

/** What batches of operations took; the median is not moved by one that was interrupted. */
final class Batches {
    private static final int MOST = 4096;

    private final double[] nsEach = new double[MOST];
    private int batches; // by add
    private long operations; // by add
    private long elapsedNs; // by add

    /** Notes one batch. */
    void add(long batchNs, int count) {
        elapsedNs += batchNs;
        operations += count;
        if (batches < MOST) {
            nsEach[batches++] = (double) batchNs / count;
        }
    }

    /** The time all of them took. */
    long elapsedNs() {
        return elapsedNs;
    }

    /** All of them as a slice. */
    CostSlice slice(long events) {
        double median = Spread.of(DoubleStream.of(nsEach).limit(batches)).median();
        return new CostSlice(operations, median, events);
    }
}
