package io.sluice.futex;

import io.sluice.core.linux.NativeMemory;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A thread that sleeps on a word, and another that wakes or interrupts it as its sleep begins.
 *
 * <p>That it sleeps on is told without a guess at how long a wake takes: a sleep that ends at its
 * deadline was not woken, and whatever was done before that deadline should have woken it.
 */
public final class FutexSleeper {
    private static final long SLICE_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final UnsafeBuffer word = NativeMemory.allocate(Integer.BYTES);
    private volatile Thread sleeper; // by the sleeper, as it begins
    private volatile long doneNs; // by who ends the sleep, when it has done so; 0 before

    /** Sleeps until woken. Returns whether it slept on. */
    public boolean sleepsOn() {
        sleeper = Thread.currentThread();
        return sleepsOn(word);
    }

    /** Sleeps until interrupted. Returns whether it slept on. */
    public boolean sleepsOnInterrupted() {
        Interruption interruption = Interruption.ofCurrentThread();
        try {
            interruption.enter();
            sleeper = Thread.currentThread();
            return sleepsOn(interruption.word());
        } finally {
            interruption.leave();
            boolean unused = Thread.interrupted();
        }
    }

    private boolean sleepsOn(UnsafeBuffer buffer) {
        do {
            long deadlineNs = System.nanoTime() + SLICE_NS;
            if (!Futex.await(buffer, 0, 0, deadlineNs)) {
                long done = doneNs;
                if (done != 0 && done - deadlineNs < 0) {
                    return true;
                }
            }
        } while (buffer.getIntVolatile(0) == 0); // SLEEP
        return false;
    }

    /** Changes the word and wakes who sleeps there. */
    public void wake() {
        awaitSleeper();
        word.putIntVolatile(0, 1); // SLEEP
        Futex.wake(word, 0, 1);
        doneNs = System.nanoTime() | 1;
    }

    /** Interrupts. */
    public void interrupt() {
        awaitSleeper().interrupt();
        doneNs = System.nanoTime() | 1;
    }

    private Thread awaitSleeper() {
        while (sleeper == null) {
            Thread.onSpinWait();
        }
        return sleeper;
    }
}
