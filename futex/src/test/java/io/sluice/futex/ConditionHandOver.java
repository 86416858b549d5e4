package io.sluice.futex;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.agrona.concurrent.AtomicBuffer;

/** By a lock and two conditions of it. */
record ConditionHandOver(Lock lock, Condition notFull, Condition notEmpty, Slots slots)
        implements HandOver {
    /** The conditions' words begin at 256, their lock's at 0. */
    static HandOver on(AtomicBuffer memory, Mutex lock) {
        return new ConditionHandOver(
                lock,
                new CondVar(memory, 256, lock),
                new CondVar(memory, 320, lock),
                new Slots(memory, 512));
    }

    /** As the other. */
    static HandOver on(AtomicBuffer memory, RobustMutex lock) {
        return new ConditionHandOver(
                lock,
                new CondVar(memory, 256, lock),
                new CondVar(memory, 320, lock),
                new Slots(memory, 512));
    }

    @Override
    public boolean put(long message, long timeoutNs) throws InterruptedException {
        long deadlineNs = Futex.deadlineIn(timeoutNs);
        if (!lock.tryLock(timeoutNs, TimeUnit.NANOSECONDS)) {
            return false;
        }
        try {
            while (slots.size() == CAPACITY) {
                if (notFull.awaitNanos(deadlineNs - System.nanoTime()) <= 0) {
                    return false;
                }
            }
            slots.add(message);
            notEmpty.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long take(long timeoutNs) throws InterruptedException {
        long deadlineNs = Futex.deadlineIn(timeoutNs);
        if (!lock.tryLock(timeoutNs, TimeUnit.NANOSECONDS)) {
            return NONE;
        }
        try {
            while (slots.size() == 0) {
                if (notEmpty.awaitNanos(deadlineNs - System.nanoTime()) <= 0) {
                    return NONE;
                }
            }
            long message = slots.remove();
            notFull.signal();
            return message;
        } finally {
            lock.unlock();
        }
    }
}
