package io.sluice.benchmarks;

import java.io.IOException;

/** What is repeated in a slice. */
interface LockBody {
    /** As {@link LockLoop#run}, from the start on. Returns how many. */
    long run(String mode, int side) throws IOException;
}
