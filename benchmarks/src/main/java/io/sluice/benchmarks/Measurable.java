package io.sluice.benchmarks;

import java.io.Closeable;
import java.io.IOException;

/** An open transport of which slices can be measured. */
interface Measurable extends Closeable {
    /**
     * Measures one slice of a row.
     *
     * @param count messages or round trips, of the modes that are told how many
     * @param seconds how long, of the others
     */
    Slice measure(Row row, long count, double seconds) throws IOException;
}
