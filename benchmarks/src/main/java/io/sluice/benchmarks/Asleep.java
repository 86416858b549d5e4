package io.sluice.benchmarks;

import io.sluice.shm.Awaitable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;

/** How the rows that end in -sleep wait. */
final class Asleep {
    private static final long AWAIT_NS = TimeUnit.SECONDS.toNanos(1);

    private Asleep() {}

    /** Waits until there is something to read, without spinning before. */
    static void await(Awaitable end) throws IOException {
        try {
            while (!end.await(0, AWAIT_NS)) {
                Thread.onSpinWait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a message");
        }
    }
}
