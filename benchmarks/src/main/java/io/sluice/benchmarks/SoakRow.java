package io.sluice.benchmarks;

/**
 * How a kind got on.
 *
 * @param kind its id
 * @param checked messages checked, or locks held and what they guard checked
 * @param repeated messages of these that came again after a consumer's death, as they may
 * @param toldLost messages that consumers of a lossy ring were told they had missed
 * @param kills processes killed
 * @param stops processes stopped
 * @param restarts processes started in the place of a killed one
 * @param longestPauseNs longest time in which nothing was checked
 * @param faults what was found wrong
 */
record SoakRow(
        String kind,
        long checked,
        long repeated,
        long toldLost,
        long kills,
        long stops,
        long restarts,
        long longestPauseNs,
        long faults) {}
