package io.sluice.benchmarks;

import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.NativeMemory;
import io.sluice.core.linux.SystemCall;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What the kernel has counted of the calling thread. One thread uses an instance; nothing is
 * allocated.
 *
 * <p>Source: getrusage(2), whose structure has the same offsets on x86-64 and aarch64.
 */
final class ThreadUsage {
    private static final int RUSAGE_THREAD = 1;
    private static final int LENGTH = 144;
    private static final int MINOR_FAULTS = 64;
    private static final int VOLUNTARY = 128;
    private static final int INVOLUNTARY = 136;

    private final UnsafeBuffer counts = NativeMemory.allocate(LENGTH);

    /** Reads all counts now. */
    ThreadUsage read() {
        CallResult.check(
                Kernel.callKeeping(
                        counts, SystemCall.GETRUSAGE, RUSAGE_THREAD, counts.addressOffset(), 0, 0),
                "getrusage(RUSAGE_THREAD)");
        return this;
    }

    /** Page faults without reading from a disk. */
    long minorFaults() {
        return counts.getLong(MINOR_FAULTS);
    }

    /** How often it gave its CPU away to wait. */
    long voluntarySwitches() {
        return counts.getLong(VOLUNTARY);
    }

    /** How often its CPU was taken from it. */
    long involuntarySwitches() {
        return counts.getLong(INVOLUNTARY);
    }

    /** Both. */
    long switches() {
        return voluntarySwitches() + involuntarySwitches();
    }
}
