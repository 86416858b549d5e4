package io.sluice.benchmarks;

import java.io.IOException;

/** How one process tells another, through the kernel, that messages have come. */
interface Doorbell {
    /** Tells the receiver of one more message; called once for each, after it was published. */
    void add();

    /** Takes all that was told, after waiting for it unless polling; 0 if that was cut short. */
    long take();

    /**
     * Those of an end.
     *
     * @param filled rings for what this side receives
     * @param fills rung for what this side sends
     */
    record Pair(Doorbell filled, Doorbell fills) {}

    /** Opens those of an end. */
    @FunctionalInterface
    interface Opener {
        /** Opens both, for the slots to this side and those from it. */
        Pair open(Side side, Setup setup, SlotPair slots, Teardown teardown) throws IOException;
    }
}
