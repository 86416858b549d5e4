package io.sluice.benchmarks;

import java.io.IOException;

/** Measures one cost, whenever it is asked. */
@FunctionalInterface
interface CostLoop {
    /** Measures until the operations have taken so long. */
    CostSlice measure(long lengthNs) throws IOException, Unavailable;
}
