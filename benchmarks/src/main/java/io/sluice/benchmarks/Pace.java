package io.sluice.benchmarks;

/**
 * When each message of a stream is due to be sent, whatever became of those before it.
 *
 * <p>A message that waits because the one before was slow counts from its own time, so that a stall
 * is seen by all whom it held up ("coordinated omission" is when it is not). The clock is {@link
 * System#nanoTime}: CLOCK_MONOTONIC, one for all processes of the machine.
 *
 * <p>Public as {@link Loop} is.
 *
 * @param startNs when the first is due
 * @param perSecond messages
 */
public record Pace(long startNs, double perSecond) {
    private static final double SECOND_NS = 1e9;

    /** When message number {@code index}, from 0, is due. */
    public long due(long index) {
        return startNs + (long) (index * (SECOND_NS / perSecond));
    }
}
