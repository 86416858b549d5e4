package io.sluice.benchmarks;

import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.SystemCall;
import java.io.IOException;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The first write to pages of a file that exist and are not mapped yet: a minor fault each.
 *
 * <p>Dropping the mapping's page-table entries keeps the pages, which are the file's.
 *
 * <p>Source: madvise(2).
 */
final class FaultCost implements CostLoop {
    private static final int LENGTH = 1 << 20;
    private static final int PAGE = 4096;
    private static final int MADV_DONTNEED = 4;

    private final UnsafeBuffer memory;
    private final ThreadUsage usage = new ThreadUsage();

    /** Creates the file, with all its pages. */
    FaultCost(Path file) throws IOException {
        memory = MappedFile.map(Side.FIRST, file, LENGTH);
        touch(memory);
    }

    @Override
    public CostSlice measure(long lengthNs) {
        Batches batches = new Batches();
        long faults = 0;
        while (batches.elapsedNs() < lengthNs) {
            CallResult.check(
                    Kernel.callKeeping(
                            memory,
                            SystemCall.MADVISE,
                            memory.addressOffset(),
                            LENGTH,
                            MADV_DONTNEED,
                            0),
                    "madvise(MADV_DONTNEED)");
            faults -= usage.read().minorFaults();
            long startNs = System.nanoTime();
            touch(memory);
            batches.add(System.nanoTime() - startNs, LENGTH / PAGE);
            faults += usage.read().minorFaults();
        }
        return batches.slice(faults);
    }

    private static void touch(UnsafeBuffer memory) {
        for (int index = 0; index < LENGTH; index += PAGE) {
            memory.putByte(index, (byte) 1);
        }
    }
}
