package io.sluice.benchmarks;

import io.sluice.futex.Semaphore;

/** A turn passed by a semaphore for each side, released by the other. */
final class TwoSemaphores implements Handoff {
    private final Semaphore first;
    private final Semaphore second;

    TwoSemaphores(LockArea area) {
        first = new Semaphore(area.buffer(), LockArea.LOCK);
        second = new Semaphore(area.buffer(), LockArea.SECOND);
    }

    @Override
    public void give(int side) {
        of(1 - side).release();
    }

    @Override
    public void take(int side) {
        of(side).acquireUninterruptibly();
    }

    private Semaphore of(int side) {
        return side == 0 ? first : second;
    }
}
