package io.sluice.benchmarks;

import java.io.IOException;
import java.util.function.BooleanSupplier;

/** Waits for something that must come, while the rest of the soak goes on. */
interface SoakPatience {
    /**
     * Waits.
     *
     * @param what it waits for, for the fault
     * @throws SoakFault if it does not come in time, or anything else is found meanwhile
     */
    void await(BooleanSupplier condition, String what) throws IOException;
}
