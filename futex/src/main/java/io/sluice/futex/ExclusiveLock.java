package io.sluice.futex;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * The writers' lock of a {@link ReadWriteMutex}, where states and edges are: first the mutex among
 * writers, then the readers that there are.
 */
final class ExclusiveLock implements Lock {
    /** What {@link #takeOrAnnounce} returns when there is no reader. */
    static final int TAKEN = -1;

    private final ReadWriteMutex state;
    private final Mutex writers;

    ExclusiveLock(ReadWriteMutex state, Mutex writers) {
        this.state = state;
        this.writers = writers;
    }

    @Override
    public void lock() {
        writers.lock();
        boolean taken = false;
        try {
            if (!state.exchange(ReadWriteMutex.FREE, ReadWriteMutex.WRITER)) {
                awaitReaders();
            }
            taken = true;
        } finally {
            if (!taken) {
                writers.unlock();
            }
        }
    }

    private void awaitReaders() {
        int word = takeOrAnnounce();
        while (word != TAKEN) {
            state.sleep(word);
            word = takeOrAnnounce();
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        writers.lockInterruptibly();
        boolean unused = awaitReadersOrUnlock(Futex.NO_DEADLINE);
    }

    @Override
    public boolean tryLock() {
        if (state.look() != ReadWriteMutex.FREE || !writers.tryLock()) {
            return false;
        }
        if (state.exchange(ReadWriteMutex.FREE, ReadWriteMutex.WRITER)) {
            return true;
        }
        writers.unlock();
        return false;
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (tryLock()) {
            return true;
        }
        if (time <= 0) {
            return false;
        }
        long deadlineNs = Futex.deadlineIn(unit.toNanos(time));
        return writers.tryLock(time, unit) && awaitReadersOrUnlock(deadlineNs);
    }

    private boolean awaitReadersOrUnlock(long deadlineNs) throws InterruptedException {
        boolean taken = false;
        try {
            taken =
                    state.exchange(ReadWriteMutex.FREE, ReadWriteMutex.WRITER)
                            || awaitReadersUntil(deadlineNs);
            return taken;
        } finally {
            if (!taken) {
                writers.unlock();
            }
        }
    }

    private boolean awaitReadersUntil(long deadlineNs) throws InterruptedException {
        int word = takeOrAnnounce();
        boolean inTime = true;
        while (word != TAKEN && inTime) {
            try {
                inTime = state.sleepUntil(word, deadlineNs);
            } catch (InterruptedException e) {
                state.open();
                throw e;
            }
            word = takeOrAnnounce();
        }
        if (word != TAKEN) {
            state.open();
        }
        return word == TAKEN;
    }

    /** Keeps readers out, and sees to it that the last one wakes it. Returns what to sleep on. */
    int takeOrAnnounce() {
        int found = state.look();
        while ((found & ReadWriteMutex.WRITER) == 0
                && !state.exchange(found, found | ReadWriteMutex.WRITER)) {
            found = state.look();
        }
        found = spin();
        while (found >= ReadWriteMutex.READER) {
            int next = found | ReadWriteMutex.DRAIN;
            if (next == found || state.exchange(found, next)) {
                return next;
            }
            found = state.look();
        }
        return TAKEN;
    }

    /** Looks until there is no reader, for a while. */
    private int spin() {
        int found = state.look();
        for (int spins = ReadWriteMutex.SPINS; spins > 0 && isWorthASpin(found); spins--) {
            Thread.onSpinWait();
            found = state.look();
        }
        return found;
    }

    private static boolean isWorthASpin(int found) {
        return found >= ReadWriteMutex.READER && (found & ReadWriteMutex.DRAIN) == 0;
    }

    @Override
    public void unlock() {
        int found = state.look();
        if ((found & ReadWriteMutex.WRITER) == 0 || found >= ReadWriteMutex.READER) {
            throw new IllegalMonitorStateException("state=" + found + ": no writer holds it");
        }
        state.open();
        writers.unlock();
    }

    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException(
                "a condition needs a Mutex: new CondVar(buffer, offset, mutex)");
    }
}
