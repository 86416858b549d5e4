package io.sluice.benchmarks;

/** The loops of the two sides of a hand-off, the same as {@code ping} and {@code echo} in C. */
final class HandoffLoops implements LockBody {
    private final LockArea area;
    private final Handoff handoff;

    HandoffLoops(LockArea area, Handoff handoff) {
        this.area = area;
        this.handoff = handoff;
    }

    @Override
    public long run(String mode, int side) {
        return side == 0 ? ping() : echo();
    }

    private long ping() {
        long count = 0;
        while (area.isRunning()) {
            long start = System.nanoTime();
            handoff.give(0);
            handoff.take(0);
            area.sample(count, System.nanoTime() - start);
            count++;
        }
        area.sampled(count);
        area.last();
        handoff.give(0);
        return count;
    }

    private long echo() {
        long count = 0;
        handoff.take(1);
        while (!area.isLast()) {
            count++;
            handoff.give(1);
            handoff.take(1);
        }
        return count;
    }
}
