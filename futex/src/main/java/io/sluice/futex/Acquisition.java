package io.sluice.futex;

/** What came of waiting for a mutex that knows when its holder dies. */
public enum Acquisition {
    /** The caller holds it. */
    ACQUIRED,

    /**
     * The caller holds it, and the holder before died: what it guards may be half changed. Repair
     * that, call {@link RobustMutex#makeConsistent}, then unlock; unlocked without, the mutex is
     * lost.
     */
    OWNER_DIED,

    /** Nobody will hold it again: somebody unlocked it without having repaired what it guards. */
    NOT_RECOVERABLE,

    /** The time has passed; the caller does not hold it. */
    TIMED_OUT
}
