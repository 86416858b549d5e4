package io.sluice.benchmarks;

/** A turn that two sides pass to each other; side 0 gives it first. */
interface Handoff {
    /** Side {@code side} gives the turn to the other. */
    void give(int side);

    /** Side {@code side} waits for its turn. */
    void take(int side);
}
