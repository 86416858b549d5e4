package io.sluice.shm;

/** What a {@link WaitSet} can wait for, seen from inside. */
interface Waitable {
    /** How it waits. */
    Waiting waiting();
}
