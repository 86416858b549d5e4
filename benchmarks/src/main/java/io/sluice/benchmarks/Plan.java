package io.sluice.benchmarks;

import java.util.List;

/**
 * What a run measures, and where.
 *
 * @param seconds how long the measuring takes, without warming up
 * @param poll whether the kernel's means are polled instead of slept in
 */
record Plan(
        List<Transport> transports,
        List<Integer> payloads,
        double seconds,
        Pins pins,
        boolean poll) {
    /** The CPUs of the two processes. */
    record Pins(int first, int second) {
        List<Integer> both() {
            return List.of(first, second);
        }
    }

    int secondCpu() {
        return pins.second();
    }
}
