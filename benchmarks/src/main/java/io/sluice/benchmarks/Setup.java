package io.sluice.benchmarks;

import java.nio.file.Path;
import org.agrona.BitUtil;

/**
 * What both ends of a connection are told.
 *
 * @param directory a directory on a tmpfs, of this connection alone, removed after the run
 * @param payload bytes a message, at least 8
 * @param poll whether the kernel's means are polled without blocking instead of slept in
 */
record Setup(Path directory, int payload, boolean poll) {
    /** What descriptions say of {@link #capacity}. */
    static final String CAPACITY = "64 KiB or 16 messages";

    private static final int LEAST_CAPACITY = 64 << 10;
    private static final int FEWEST_MESSAGES = 16;

    /** Bytes of each ring or lane, ours and the rivals': a power of two. */
    int capacity() {
        return Math.max(
                LEAST_CAPACITY, BitUtil.findNextPositivePowerOfTwo(FEWEST_MESSAGES * payload));
    }
}
