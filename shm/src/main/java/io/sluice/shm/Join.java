package io.sluice.shm;

/** Where a consumer of a ring with many begins to read. */
public enum Join {
    /** At the next message that is written. */
    NEWEST,
    /** At the oldest message that is kept, to within an eighth of the ring. */
    OLDEST,
    /**
     * At the last message that was written, and at every read again: what is older when a read
     * begins is skipped.
     */
    LATEST_VALUE
}
