package io.sluice.benchmarks;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is measured of a transport. */
enum Mode {
    /** Round trips, one at a time. */
    RTT("rtt", 0.4),
    /** One-way messages, as fast as they go. */
    THROUGHPUT("throughput", 0.4),
    /** Messages of both sides into one ring, as fast as they go; the second side reads them. */
    TWO_PRODUCERS("two-producers", 0.4),
    /** One-way messages to three readers, each of which gets all of them. */
    FAN_OUT("fan-out", 0.4),
    /** One-way messages at a constant rate, each timed from when it was due to be sent. */
    LOAD("load", 0.06),
    /** Nothing is sent: what waiting costs. */
    IDLE("idle", 0);

    private final String id;
    private final double warmUpSeconds;

    Mode(String id, double warmUpSeconds) {
        this.id = id;
        this.warmUpSeconds = warmUpSeconds;
    }

    /** What the results call it. */
    String id() {
        return id;
    }

    /** How long it runs before it is measured, so that it is compiled. */
    double warmUpSeconds() {
        return warmUpSeconds;
    }

    /** The mode of that name, or an IllegalArgumentException that lists them. */
    static Mode byId(String id) {
        for (Mode mode : values()) {
            if (mode.id.equals(id)) {
                return mode;
            }
        }
        String ids = Stream.of(values()).map(Mode::id).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("no mode \"" + id + "\"; there are " + ids);
    }
}
