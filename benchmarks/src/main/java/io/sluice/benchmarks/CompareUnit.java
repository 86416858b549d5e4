package io.sluice.benchmarks;

import java.util.Locale;

/** What a compared figure counts, and which way is better. */
enum CompareUnit {
    /** Nanoseconds; less is better. */
    NS("ns", true),
    /** Messages or locks a second; more is better. */
    PER_SECOND("/s", false),
    /** Percent of a CPU; less is better. */
    PERCENT("%", true);

    private static final double FEW = 100;

    private final String sign;
    private final boolean lessIsBetter;

    CompareUnit(String sign, boolean lessIsBetter) {
        this.sign = sign;
        this.lessIsBetter = lessIsBetter;
    }

    /** Whether the first of two is the better. */
    boolean isBetter(double value, double than) {
        return lessIsBetter ? value < than : value > than;
    }

    String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < FEW ? "%.1f" : "%,.0f", value);
    }

    String text(double value) {
        return number(value) + " " + sign;
    }
}
