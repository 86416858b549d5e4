package io.sluice.benchmarks;

import java.io.IOException;

/**
 * One process's end of a lock, and the loops of the kit that run on it.
 *
 * <p>Public because {@link OwnClasses} makes the classes behind it strangers to those in front.
 */
public interface LockLoop {
    /**
     * Waits for the start of a slice, and runs until its end.
     *
     * @param mode what the processes call it: {@code uncontended}, {@code contended} or {@code
     *     handoff}
     * @param side of a hand-off, 0 or 1
     * @return how many locks or round trips, and the nanoseconds of CPU time they took
     */
    long[] run(String mode, int side) throws IOException;
}
