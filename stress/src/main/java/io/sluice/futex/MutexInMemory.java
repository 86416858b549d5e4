package io.sluice.futex;

import io.sluice.core.linux.NativeMemory;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A mutex and a condition in fresh memory, and one who waits at either.
 *
 * <p>That it sleeps on is told as in {@link FutexSleeper}: its sleep ended at a deadline, and what
 * was to end it had been done before.
 */
public final class MutexInMemory {
    private static final long SLICE_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int CONDITION = 64;

    private final UnsafeBuffer memory = NativeMemory.allocate(128);
    private final Mutex mutex = new Mutex(memory, 0);
    private final CondVar condition = new CondVar(memory, CONDITION, mutex);
    private volatile long doneNs; // by who unlocks or signals, when it has done so; 0 before
    private boolean signalled; // guarded by the mutex

    /** The mutex. */
    public Mutex mutex() {
        return mutex;
    }

    /** Makes the word of the held mutex 2, as one who waits does. */
    public void announce() {
        if (!mutex.announce()) {
            throw new IllegalStateException("free");
        }
    }

    /** Unlocks. */
    public void unlock() {
        mutex.unlock();
        doneNs = System.nanoTime() | 1;
    }

    /** Sleeps until the mutex is free. Returns whether it slept on. */
    public boolean sleepsOn() {
        while (mutex.announce()) {
            long deadlineNs = System.nanoTime() + SLICE_NS;
            if (!Futex.await(memory, 0, Mutex.CONTENDED, deadlineNs) && doneBefore(deadlineNs)) {
                return true;
            }
        }
        return false;
    }

    /** Signals, to one or to all. */
    public void signal(boolean all) {
        mutex.lock();
        try {
            signalled = true;
            if (all) {
                condition.signalAll();
            } else {
                condition.signal();
            }
        } finally {
            mutex.unlock();
        }
        doneNs = System.nanoTime() | 1;
    }

    /** Waits for the signal. Returns whether it slept on. */
    public boolean sleepsOnSignalled() {
        mutex.lock();
        try {
            while (!signalled) {
                long deadlineNs = System.nanoTime() + SLICE_NS;
                boolean inTime = condition.await(SLICE_NS, TimeUnit.NANOSECONDS);
                if (!inTime && doneBefore(deadlineNs)) {
                    return true;
                }
            }
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e); // nobody interrupts
        } finally {
            mutex.unlock();
        }
    }

    private boolean doneBefore(long deadlineNs) {
        long done = doneNs;
        return done != 0 && done - deadlineNs < 0;
    }
}
