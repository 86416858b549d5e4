package io.sluice.futex;

import io.sluice.core.linux.NativeMemory;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A latch in fresh memory, and one who waits for it to open.
 *
 * <p>That it sleeps on is told as in {@link FutexSleeper}: its sleep ended at a deadline, and what
 * was to end it had been done before.
 */
public final class LatchInMemory {
    private static final long SLICE_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final UnsafeBuffer memory = NativeMemory.allocate(Integer.BYTES);
    private final Latch latch;
    private volatile long doneNs; // by countDown, when it has done so; 0 before

    /** Gives the latch its count. */
    public LatchInMemory(int count) {
        latch = new Latch(memory, 0, count);
    }

    /** Makes the last countDown ask the kernel, as one does who waits. */
    public void announce() {
        int unused = latch.announce();
    }

    /** Counts down. */
    public void countDown() {
        latch.countDown();
        doneNs = System.nanoTime() | 1;
    }

    /** Whether it is open. */
    public boolean isOpen() {
        return latch.getCount() == 0;
    }

    /** Sleeps until it is open. Returns whether it slept on. */
    public boolean sleepsOn() {
        int word = latch.announce();
        while (word != Latch.OPEN) {
            long deadlineNs = System.nanoTime() + SLICE_NS;
            if (!Futex.await(memory, 0, word, deadlineNs) && doneBefore(deadlineNs)) {
                return true;
            }
            word = latch.announce();
        }
        return false;
    }

    private boolean doneBefore(long deadlineNs) {
        long done = doneNs;
        return done != 0 && done - deadlineNs < 0;
    }
}
