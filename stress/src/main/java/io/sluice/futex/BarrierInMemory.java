package io.sluice.futex;

import io.sluice.core.linux.NativeMemory;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A barrier of two in fresh memory, and one who waits for the other.
 *
 * <p>That it sleeps on is told as in {@link FutexSleeper}: its sleep ended at a deadline, and what
 * was to end it had been done before.
 */
public final class BarrierInMemory {
    private static final long SLICE_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final UnsafeBuffer memory = NativeMemory.allocate(2 * Long.BYTES);
    private final Barrier barrier = new Barrier(memory, 0, 2);
    private volatile long doneNs; // by the last, when it has ended the generation; 0 before

    /** Arrives, and waits for the other. */
    public void await() {
        try {
            int unused = barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e); // nobody interrupts
        }
    }

    /** Arrives as the last. */
    public void endAfterTheOther() {
        while (barrier.getNumberWaiting() == 0) {
            Thread.onSpinWait();
        }
        await();
        doneNs = System.nanoTime() | 1;
    }

    /** Breaks the generation that the other has begun. */
    public void resetAfterTheOther() {
        while (barrier.getNumberWaiting() == 0) {
            Thread.onSpinWait();
        }
        barrier.reset();
        doneNs = System.nanoTime() | 1;
    }

    /** Arrives as the first, and sleeps until the generation has ended. Returns as the others. */
    public boolean sleepsOn() {
        long unused = memory.getAndAddLong(0, 1); // TRIP
        while (memory.getIntVolatile(Barrier.GENERATION_OFFSET) == 0) { // SLEEP
            long deadlineNs = System.nanoTime() + SLICE_NS;
            if (!Futex.await(memory, Barrier.GENERATION_OFFSET, 0, deadlineNs)
                    && doneBefore(deadlineNs)) {
                return true;
            }
        }
        return false;
    }

    private boolean doneBefore(long deadlineNs) {
        long done = doneNs;
        return done != 0 && done - deadlineNs < 0;
    }
}
