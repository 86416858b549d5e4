package io.sluice.benchmarks;

/** The two ends of a connection: the first makes what the second then opens. */
enum Side {
    FIRST,
    SECOND
}
