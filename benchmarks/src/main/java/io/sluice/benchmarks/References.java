package io.sluice.benchmarks;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * One direction between two threads of a JVM: a queue of references to messages. One thread puts,
 * another takes.
 */
interface References {
    /** Passes a message on, waiting for room. */
    void put(UnsafeBuffer message) throws InterruptedException;

    /** Takes the next message, waiting for it; those that spin return null instead. */
    UnsafeBuffer take() throws InterruptedException;

    /** Takes the next message, or returns null if there is none. */
    UnsafeBuffer poll();
}
