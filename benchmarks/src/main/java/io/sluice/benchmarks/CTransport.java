package io.sluice.benchmarks;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A row measured between two processes of a program in C, {@code floor.c}: what the machine allows,
 * which no row in Java should beat at the same work. It has no end in Java.
 */
record CTransport(String id, String description, Set<Mode> modes) implements Transport {
    /** The rows of {@code floor.c}. */
    static List<Transport> all() {
        return List.of(
                new CTransport(
                        "c-line",
                        "the floor in C: line between two C processes; spins",
                        EnumSet.of(Mode.RTT)),
                new CTransport(
                        "c-ring",
                        "the floor in C: slots of header and message, filled by words, published by"
                                + " a release store, up to 16 at once in a stream, one ring each way, "
                                + Setup.CAPACITY
                                + ", between two C processes; spins",
                        EnumSet.of(Mode.RTT, Mode.THROUGHPUT)),
                new CTransport(
                        "c-futex",
                        "the floor in C for those that sleep: a word stored and its sleeper woken"
                                + " (futex), between two C processes, nothing in it but a count",
                        EnumSet.of(Mode.RTT)));
    }

    @Override
    public Channel open(Side side, Setup setup) {
        throw new UnsupportedOperationException(id + " has no end in Java; CFloor opens it");
    }
}
