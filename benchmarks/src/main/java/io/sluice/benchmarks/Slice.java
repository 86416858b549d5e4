package io.sluice.benchmarks;

import org.HdrHistogram.Histogram;

/**
 * One short measurement.
 *
 * @param messages messages or round trips
 * @param elapsedNs how long they took
 * @param cpuNs CPU time of both ends
 * @param roundTrips each round trip, nanoseconds; empty for a stream
 */
record Slice(long messages, long elapsedNs, long cpuNs, Histogram roundTrips) {
    double messagesPerSecond() {
        return messages * 1e9 / Math.max(1, elapsedNs);
    }

    double cpuSecondsPerMillion() {
        return cpuNs / 1e9 / (messages / 1e6);
    }
}
