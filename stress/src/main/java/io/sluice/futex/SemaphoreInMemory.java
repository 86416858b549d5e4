package io.sluice.futex;

import io.sluice.core.linux.NativeMemory;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A semaphore in fresh memory, and one who waits for a permit.
 *
 * <p>That it sleeps on is told as in {@link FutexSleeper}: its sleep ended at a deadline, and what
 * was to end it had been done before.
 */
public final class SemaphoreInMemory {
    private static final long SLICE_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final UnsafeBuffer memory = NativeMemory.allocate(Integer.BYTES);
    private final Semaphore semaphore = new Semaphore(memory, 0);
    private volatile long doneNs; // by release, when it has done so; 0 before

    /** The semaphore. */
    public Semaphore semaphore() {
        return semaphore;
    }

    /** Makes the next release ask the kernel, as one does who has waited. */
    public void announce() {
        int unused = semaphore.takeOrAnnounce(1);
    }

    /** Gives a permit. */
    public void release() {
        semaphore.release();
        doneNs = System.nanoTime() | 1;
    }

    /** Sleeps until there is a permit. Returns whether it slept on. */
    public boolean sleepsOn() {
        int word = semaphore.takeOrAnnounce(1);
        while (word != Semaphore.TAKEN) {
            long deadlineNs = System.nanoTime() + SLICE_NS;
            if (!Futex.await(memory, 0, word, deadlineNs) && doneBefore(deadlineNs)) {
                return true;
            }
            word = semaphore.takeOrAnnounce(1);
        }
        return false;
    }

    private boolean doneBefore(long deadlineNs) {
        long done = doneNs;
        return done != 0 && done - deadlineNs < 0;
    }
}
