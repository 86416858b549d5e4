package io.sluice.futex;

import com.google.errorprone.annotations.CheckReturnValue;
import org.agrona.concurrent.AtomicBuffer;

/** A mutex as its conditions see it. */
abstract class ConditionMutex {
    private final AtomicBuffer buffer;
    private final int offset;

    /** Of a mutex whose waiters sleep at a word. */
    ConditionMutex(AtomicBuffer buffer, int offset) {
        this.buffer = buffer;
        this.offset = offset;
    }

    abstract void unlock();

    /** Locks it after a sleep at its word, or one that may have been moved there. */
    abstract void lockHavingSlept();

    /** Throws IllegalMonitorStateException if nobody holds it, or another if that is known. */
    abstract void requireHeld();

    /** Whether who takes it next would be told of a death, or that it is lost. */
    abstract boolean isLeftByTheDead();

    /** Makes the holder's unlock wake one who sleeps. */
    abstract void announce();

    /** Moves here all who sleep at another word, if that holds {@code expected}. Announce first. */
    @CheckReturnValue
    final int requeue(AtomicBuffer from, int fromOffset, int expected) {
        return Futex.requeue(from, fromOffset, expected, buffer, offset);
    }
}
