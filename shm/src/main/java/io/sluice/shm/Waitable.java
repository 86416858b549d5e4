package io.sluice.shm;

/** An end of a ring that can wait, seen from inside. */
interface Waitable {
    /** How it waits. */
    Waiting waiting();
}
