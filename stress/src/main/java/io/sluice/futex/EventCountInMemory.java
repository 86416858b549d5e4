package io.sluice.futex;

import io.sluice.core.linux.NativeMemory;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * An event count in fresh memory beside a flag, and one who waits for the flag.
 *
 * <p>That it sleeps on is told as in {@link FutexSleeper}: its sleep ended at a deadline, and what
 * was to end it had been done before.
 */
public final class EventCountInMemory {
    private static final long SLICE_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int FLAG = 64;

    private final UnsafeBuffer memory = NativeMemory.allocate(128);
    private final EventCount events = new EventCount(memory, 0);
    private volatile long doneNs; // by who signals, when it has done so; 0 before

    /** Makes the next signal ask the kernel, as one does who prepared and left. */
    public void announce() {
        int unused = events.prepare();
    }

    /** Sets the flag, by a store that a later load may pass, and signals, to one or to all. */
    public void signal(boolean all) {
        memory.putIntOrdered(FLAG, 1); // SLEEP
        if (all) {
            events.signalAll();
        } else {
            events.signal();
        }
        doneNs = System.nanoTime() | 1;
    }

    /** Sleeps until the flag is set. Returns whether it slept on. */
    public boolean sleepsOn() {
        try {
            while (true) {
                int ticket = events.prepare();
                if (memory.getInt(FLAG) != 0) {
                    return false;
                }
                long deadlineNs = System.nanoTime() + SLICE_NS;
                if (!events.await(ticket, deadlineNs) && doneBefore(deadlineNs)) {
                    return true;
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e); // nobody interrupts
        }
    }

    private boolean doneBefore(long deadlineNs) {
        long done = doneNs;
        return done != 0 && done - deadlineNs < 0;
    }
}
