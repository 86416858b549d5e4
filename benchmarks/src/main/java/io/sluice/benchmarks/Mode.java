package io.sluice.benchmarks;

/** What is measured of a transport. */
enum Mode {
    /** Round trips, one at a time. */
    RTT("rtt"),
    /** One-way messages, as fast as they go. */
    THROUGHPUT("throughput"),
    /** Messages of both sides into one ring, as fast as they go; the second side reads them. */
    TWO_PRODUCERS("two-producers");

    private final String id;

    Mode(String id) {
        this.id = id;
    }

    /** What the results call it. */
    String id() {
        return id;
    }
}
