package io.sluice.core;

/** The thread that changed something of its own, and alone may change it back. */
final class OwnThread {
    private final Thread thread = Thread.currentThread();
    private boolean done; // by that thread

    /**
     * Whether there is still something to change back: true once.
     *
     * @throws IllegalStateException if another thread calls
     */
    boolean closes() {
        if (Thread.currentThread() != thread) {
            throw new IllegalStateException(
                    "thread="
                            + Thread.currentThread().getName()
                            + " changed nothing; "
                            + thread.getName()
                            + " did, and must close");
        }
        boolean first = !done;
        done = true;
        return first;
    }
}
