package io.sluice.benchmarks;

import io.sluice.futex.CondVar;
import io.sluice.futex.Mutex;

/** A turn in a word, changed under a mutex and waited for by its condition. */
final class ConditionTurn implements Handoff {
    private final LockArea area;
    private final Mutex mutex;
    private final CondVar changed;

    ConditionTurn(LockArea area) {
        this.area = area;
        mutex = new Mutex(area.buffer(), LockArea.LOCK);
        changed = new CondVar(area.buffer(), LockArea.SECOND, mutex);
    }

    @Override
    public void give(int side) {
        mutex.lock();
        try {
            area.turn(1 - side);
            changed.signal();
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public void take(int side) {
        mutex.lock();
        try {
            while (area.turn() != side) {
                changed.awaitUninterruptibly();
            }
        } finally {
            mutex.unlock();
        }
    }
}
