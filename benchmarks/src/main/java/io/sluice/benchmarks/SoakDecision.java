package io.sluice.benchmarks;

/**
 * What is done to whom.
 *
 * @param gapNs how long after the one before
 * @param victim which slot of the kind
 * @param stopNs how long it is stopped; 0 if it is killed
 * @param early whether it is killed at once; else not before it has its end and has worked for a
 *     while: who was stopped before it knew its parent would not end with it
 */
record SoakDecision(long gapNs, int victim, long stopNs, boolean early) {
    boolean isKill() {
        return stopNs == 0;
    }
}
