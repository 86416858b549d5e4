package io.sluice.shm;

/** What a process is to a segment; one process at a time has each. */
public enum Role {
    /** Writes messages. */
    PRODUCER(0),
    /** Reads messages. */
    CONSUMER(1);

    /** The byte of the file whose lock is the role, and its record; part of the layout. */
    final int number;

    Role(int number) {
        this.number = number;
    }
}
