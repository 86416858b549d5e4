package io.sluice.benchmarks;

import org.HdrHistogram.Histogram;

/**
 * One short measurement.
 *
 * @param messages messages, round trips or locks
 * @param elapsedNs how long they took
 * @param cpuNs CPU time of all ends
 * @param roundTrips each round trip, or how late each paced message was, nanoseconds; empty for
 *     other streams and for locks
 * @param leastShare of the messages, of the end that had the fewest; NaN where ends do not compete
 */
record Slice(long messages, long elapsedNs, long cpuNs, Histogram roundTrips, double leastShare) {
    Slice(long messages, long elapsedNs, long cpuNs, Histogram roundTrips) {
        this(messages, elapsedNs, cpuNs, roundTrips, Double.NaN);
    }

    double messagesPerSecond() {
        return messages * 1e9 / Math.max(1, elapsedNs);
    }

    /** CPU time of the ends measured, in percent of the time it took: 100 for one that spins. */
    double percentBusy() {
        return 100.0 * cpuNs / Math.max(1, elapsedNs);
    }

    double medianRoundTripNs() {
        return roundTrips.getValueAtPercentile(50);
    }

    double cpuSecondsPerMillion() {
        return cpuNs / 1e9 / (messages / 1e6);
    }
}
