package io.sluice.benchmarks;

import java.io.IOException;

/** The loops on a lock, the same as {@code LOOPS} of {@code kinds.h}. */
final class ExclusionLoops implements LockBody {
    private static final int BATCH = 16;
    private static final int PAUSE_STEPS = 30;

    private final LockArea area;
    private final Exclusion exclusion;

    @SuppressWarnings("UnusedVariable")
    private long sink; // by amongOthers: a field, so that the pauses are not dropped

    ExclusionLoops(LockArea area, Exclusion exclusion) {
        this.area = area;
        this.exclusion = exclusion;
    }

    @Override
    public long run(String mode, int side) throws IOException {
        return mode.equals(LockMode.UNCONTENDED.command()) ? alone() : amongOthers();
    }

    private long alone() throws IOException {
        long count = 0;
        while (area.isRunning()) {
            for (int i = 0; i < BATCH; i++) {
                exclusion.lock();
                exclusion.unlock();
            }
            count += BATCH;
        }
        return count;
    }

    private long amongOthers() throws IOException {
        long count = 0;
        long x = 1;
        while (area.isRunning()) {
            exclusion.lock();
            area.count();
            exclusion.unlock();
            count++;
            x = pause(x);
        }
        sink = x;
        return count;
    }

    /**
     * So many steps of a random generator, each of which needs the result of the one before. Not of
     * multiplications: a compiler may join them, and C2 does.
     *
     * <p>Source: G. Marsaglia, "Xorshift RNGs".
     */
    private static long pause(long x) {
        long y = x;
        for (int i = 0; i < PAUSE_STEPS; i++) {
            y ^= y << 13;
            y ^= y >>> 7;
            y ^= y << 17;
        }
        return y;
    }
}
