package io.sluice.benchmarks;

/**
 * Something whose cost is measured: a row of the table.
 *
 * @param id what {@code --costs}, {@code --list} and the results call it; the C rows' begin with
 *     {@code c-}, and {@code costs.c} knows them by it
 * @param twoCpus whether it needs a second CPU
 * @param claim what the kernel should count, or null
 * @param textbook what is quoted for it, or null
 * @param description what one operation is
 */
record CostType(
        String id, boolean twoCpus, CostClaim claim, Textbook textbook, String description) {
    private static final String C = "c-";

    static CostType of(String id, String description) {
        return new CostType(id, false, null, null, description);
    }

    CostType claims(CostEvent event, double due) {
        return new CostType(id, twoCpus, new CostClaim(event, due), textbook, description);
    }

    CostType quoted(Textbook figure) {
        return new CostType(id, twoCpus, claim, figure, description);
    }

    CostType onTwoCpus() {
        return new CostType(id, true, claim, textbook, description);
    }

    /** Whether a C program does it, rather than this JVM. */
    boolean isC() {
        return id.startsWith(C);
    }
}
