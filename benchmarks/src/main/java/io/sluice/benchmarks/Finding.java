package io.sluice.benchmarks;

/**
 * What one check of the machine found.
 *
 * @param check its name, in results too
 * @param found what is so, in words and with its values
 * @param cost what that costs; {@code null} unless it does
 * @param change the line that changes it; {@code null} unless it costs
 */
record Finding(String check, Verdict verdict, String found, String cost, String change) {
    /** What it means for latency. */
    enum Verdict {
        /** Nothing to gain here. */
        FINE("ok"),
        /** Latency is lost. */
        COSTS("costs"),
        /** It cannot be seen from here. */
        UNKNOWN("unknown");

        private final String id;

        Verdict(String id) {
            this.id = id;
        }

        /** What the results call it. */
        String id() {
            return id;
        }
    }

    static Finding fine(String check, String found) {
        return new Finding(check, Verdict.FINE, found, null, null);
    }

    static Finding unknown(String check, String found) {
        return new Finding(check, Verdict.UNKNOWN, found, null, null);
    }

    static Finding costs(String check, String found, String cost, String change) {
        return new Finding(check, Verdict.COSTS, found, cost, change);
    }
}
