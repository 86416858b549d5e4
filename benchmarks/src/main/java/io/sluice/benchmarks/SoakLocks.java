package io.sluice.benchmarks;

import io.sluice.futex.RobustMutex;
import io.sluice.futex.Semaphore;
import io.sluice.shm.Monitor;
import io.sluice.shm.Named;
import io.sluice.shm.SegmentOptions;
import java.nio.file.Path;

/** The lock of a kind in its directory, which whoever comes first creates. */
final class SoakLocks {
    private SoakLocks() {}

    static Named<RobustMutex> mutex(Path directory, Runnable repair) {
        return Named.robustMutex(options(directory), repair);
    }

    static Named<Monitor> monitor(Path directory, Runnable repair) {
        return Named.monitor(options(directory), repair, SoakPasser.CONDITIONS);
    }

    static Named<Semaphore> semaphore(Path directory) {
        return Named.semaphore(options(directory), SoakTaker.PERMITS);
    }

    private static SegmentOptions options(Path directory) {
        return SegmentOptions.named("lock").in(directory);
    }
}
