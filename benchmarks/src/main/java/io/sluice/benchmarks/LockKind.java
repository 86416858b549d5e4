package io.sluice.benchmarks;

/** What a lock promises: only locks of one kind are compared. */
enum LockKind {
    /** Waiters sleep, after spinning a little or not. */
    MUTEX("mutex"),
    /** As a mutex, and the death of a holder is told to the next. */
    ROBUST("robust"),
    /** As a robust one, and the holder inherits its waiters' priority. */
    PI("pi"),
    /** Of readers and writers, held by a writer; waiters sleep. */
    WRITE("write"),
    /** The same, held by a reader. */
    READ("read"),
    /** Waiters spin. */
    SPIN("spin"),
    /** A semaphore, with one permit where it serves as a lock. */
    SEMAPHORE("semaphore"),
    /** A condition variable and its mutex. */
    CONDITION("condition"),
    /** A lock of a file. */
    FILE("file");

    private final String id;

    LockKind(String id) {
        this.id = id;
    }

    /** What the results call it. */
    String id() {
        return id;
    }
}
