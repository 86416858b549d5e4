package io.sluice.benchmarks;

import java.io.IOException;
import java.nio.file.Path;

/** A process's end of a lock, with classes of its own. */
final class LockWorker implements LockLoop {
    private final LockArea area;
    private final LockBody body;

    private LockWorker(LockArea area, LockBody body) {
        this.area = area;
        this.body = body;
    }

    /**
     * Opens an end. All parameters are of types that every class loader shares.
     *
     * @param id the lock's
     * @param first whether this process opens first, and makes the lock
     */
    static LockLoop open(String id, boolean first, Path directory) throws IOException {
        LockArea area = LockArea.map(Side.SECOND, directory);
        return new LockWorker(area, JavaLock.byId(id).open(area, first));
    }

    @Override
    public long[] run(String mode, int side) throws IOException {
        area.awaitStart();
        long cpuNs = -ThreadCpu.nanos();
        long count = body.run(mode, side);
        cpuNs += ThreadCpu.nanos();
        return new long[] {count, cpuNs};
    }
}
