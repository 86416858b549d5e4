package io.sluice.futex;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** The readers' lock of a {@link ReadWriteMutex}, where states and edges are. */
final class SharedLock implements Lock {
    /** What {@link #enterOrAnnounce} returns when it has entered. */
    static final int ENTERED = -1;

    private final ReadWriteMutex state;

    SharedLock(ReadWriteMutex state) {
        this.state = state;
    }

    @Override
    public void lock() {
        if (!tryLock()) {
            lockContended();
        }
    }

    private void lockContended() {
        int word = enterOrAnnounce();
        while (word != ENTERED) {
            state.sleep(word);
            word = enterOrAnnounce();
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (!tryLock()) {
            boolean unused = lockContendedUntil(Futex.NO_DEADLINE);
        }
    }

    @Override
    public boolean tryLock() {
        int found = state.look();
        while ((found & ReadWriteMutex.WRITER) == 0) {
            if (state.exchange(found, oneMore(found))) {
                return true;
            }
            found = state.look();
        }
        return false;
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return tryLock() || (time > 0 && lockContendedUntil(Futex.deadlineIn(unit.toNanos(time))));
    }

    private boolean lockContendedUntil(long deadlineNs) throws InterruptedException {
        int word = enterOrAnnounce();
        boolean inTime = true;
        while (word != ENTERED && inTime) {
            inTime = state.sleepUntil(word, deadlineNs);
            word = enterOrAnnounce();
        }
        return word == ENTERED;
    }

    /** Counts itself in, or sees to it that it will be woken. Returns what to sleep on. */
    int enterOrAnnounce() {
        int found = spin();
        while (true) {
            boolean open = (found & ReadWriteMutex.WRITER) == 0;
            int next = open ? oneMore(found) : found | ReadWriteMutex.READERS;
            if (next == found || state.exchange(found, next)) {
                return open ? ENTERED : next;
            }
            found = state.look();
        }
    }

    /** Looks until no writer is there, for a while. Where others sleep it would be in vain. */
    private int spin() {
        int found = state.look();
        for (int spins = ReadWriteMutex.SPINS; spins > 0 && isWorthASpin(found); spins--) {
            Thread.onSpinWait();
            found = state.look();
        }
        return found;
    }

    private static boolean isWorthASpin(int found) {
        return (found & (ReadWriteMutex.WRITER | ReadWriteMutex.READERS)) == ReadWriteMutex.WRITER;
    }

    private static int oneMore(int found) {
        int next = found + ReadWriteMutex.READER;
        if (next < 0) {
            throw new IllegalStateException("state=" + found + " has as many readers as it can");
        }
        return next;
    }

    @Override
    public void unlock() {
        int found = state.look();
        do {
            if (found < ReadWriteMutex.READER) {
                throw new IllegalMonitorStateException("state=" + found + ": no reader holds it");
            }
            if (isLast(found) && (found & ReadWriteMutex.DRAIN) != 0) {
                // Others may come meanwhile, if the writer gives up: this subtracts itself only.
                state.leaveAndWake();
                return;
            }
            if (state.exchange(found, found - ReadWriteMutex.READER)) {
                return;
            }
            found = state.look();
        } while (true);
    }

    private static boolean isLast(int found) {
        return found < 2 * ReadWriteMutex.READER;
    }

    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException(
                "a condition needs a Mutex: new CondVar(buffer, offset, mutex)");
    }
}
