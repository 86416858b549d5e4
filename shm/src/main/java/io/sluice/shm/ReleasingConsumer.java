package io.sluice.shm;

/** The reading end of a ring, seen from inside. */
interface ReleasingConsumer extends RingConsumer, Waitable, Waiting.End {
    /** Releases everything that was read. */
    void release();
}
