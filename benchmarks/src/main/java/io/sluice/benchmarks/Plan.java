package io.sluice.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a run measures, and where.
 *
 * @param seconds how long the measuring takes, without warming up
 * @param poll whether the kernel's means are polled instead of slept in
 * @param modes what of each transport
 * @param loads messages a second of the rows with a constant rate
 */
record Plan(
        List<Transport> transports,
        List<Integer> payloads,
        double seconds,
        Pins pins,
        boolean poll,
        Set<Mode> modes,
        List<Double> loads) {
    /** The CPUs of the two processes. */
    record Pins(int first, int second) {
        List<Integer> both() {
            return List.of(first, second);
        }
    }

    /** The rows of a transport, a stream as fast as it goes before those with a rate. */
    List<Row> rows(Transport transport, int payload) {
        List<Row> rows = new ArrayList<>();
        for (Mode mode : Mode.values()) {
            if (!modes.contains(mode) || !transport.modes().contains(mode)) {
                continue;
            }
            if (mode == Mode.LOAD) {
                loads.forEach(rate -> rows.add(new Row(transport, payload, mode, rate)));
            } else {
                rows.add(new Row(transport, payload, mode));
            }
        }
        return rows;
    }
}
