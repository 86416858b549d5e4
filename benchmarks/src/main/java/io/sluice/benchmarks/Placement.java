package io.sluice.benchmarks;

/**
 * Where the two pinned CPUs are to each other now, judged by how long a cache line takes there and
 * back: a hypervisor moves virtual CPUs, and every figure of shared memory moves with them.
 *
 * <p>The bounds were measured on Zen 3; elsewhere the letters may be off by one, but two slices of
 * one letter still saw the same machine.
 */
enum Placement {
    /** SMT siblings. */
    S("SMT siblings", 72),
    /** One last-level cache. */
    C("one L3", 220),
    /** Two of them, or two sockets. */
    X("across L3", Long.MAX_VALUE);

    private final String meaning;
    private final long belowNs;

    Placement(String meaning, long belowNs) {
        this.meaning = meaning;
        this.belowNs = belowNs;
    }

    static Placement of(long lineRoundTripNs) {
        for (Placement placement : values()) {
            if (lineRoundTripNs < placement.belowNs) {
                return placement;
            }
        }
        return X;
    }

    String meaning() {
        return meaning;
    }
}
