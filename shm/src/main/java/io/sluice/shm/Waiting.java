package io.sluice.shm;

import io.sluice.futex.Futex;
import io.sluice.futex.FutexVector;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How one end of a ring waits for the other: it spins, then sleeps. One thread at a time waits; any
 * thread may close.
 */
final class Waiting {
    /** About what a sleep and a wake cost, so that waiting never costs twice the better choice. */
    static final long SPIN_NS = TimeUnit.MICROSECONDS.toNanos(20);

    /**
     * How long a sleep lasts before the sleeper looks again by itself: who is killed between
     * storing what is waited for and waking leaves it asleep.
     */
    private static final long SLICE_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final int SPINS_PER_LOOK_AT_CLOCK = 32;

    private final String name;
    private final End end;
    private final Sleep sleep;
    private final Waiting[] alone = {this};
    private final FutexVector vector = new FutexVector(1);

    private final AtomicBoolean awaiting = new AtomicBoolean(); // by await: close waits for it
    private volatile boolean closed; // by close
    private boolean reading; // by startReading, endReading: a handler may be running

    /** What is waited for. */
    interface End {
        /** Looks. Makes no system call. */
        boolean isReady();

        /** Between looks: what must not wait for the end of the wait. */
        default void rest() {}

        /** Looks for the last time before a sleep; may ask the kernel. */
        default boolean isReadyAfterAll() {
            return isReady();
        }
    }

    /** The waiting of an end called {@code name}. */
    Waiting(String name, End end, Sleep sleep) {
        this.name = name;
        this.end = end;
        this.sleep = sleep;
    }

    /** Waits for this end alone. */
    boolean await(long spinNs, long timeoutNs) throws InterruptedException {
        return await(alone, vector, spinNs, timeoutNs);
    }

    /**
     * Waits until one of the ends is ready.
     *
     * @return {@code false} if the time is over
     */
    static boolean await(Waiting[] ends, FutexVector vector, long spinNs, long timeoutNs)
            throws InterruptedException {
        enter(ends);
        try {
            requireUndisturbed(ends);
            if (isAnyReady(ends)) {
                return true;
            }
            long now = System.nanoTime();
            long deadlineNs = deadline(now, timeoutNs);
            return spin(ends, Math.min(deadline(now, spinNs), deadlineNs))
                    || (timeoutNs > 0 && sleep(ends, vector, deadlineNs));
        } finally {
            leave(ends, ends.length);
        }
    }

    private static void enter(Waiting[] ends) {
        for (int i = 0; i < ends.length; i++) {
            if (!ends[i].awaiting.compareAndSet(false, true)) { // RACE: of a misuse
                leave(ends, i);
                throw new IllegalStateException(ends[i].name + " is waited for by another thread");
            }
        }
    }

    private static void leave(Waiting[] ends, int count) {
        for (int i = 0; i < count; i++) {
            ends[i].awaiting.set(false);
        }
    }

    /** Refuses what a handler may not do, and until {@link #endReading} lets only a handler run. */
    void startReading() {
        requireOpen();
        requireOutsideHandler();
        reading = true;
    }

    void endReading() {
        reading = false;
    }

    void requireOutsideHandler() {
        if (reading) {
            throw new IllegalStateException(name + " is used by a handler of its own");
        }
    }

    /** Ends the wait that runs, with IllegalStateException, and refuses any other. */
    void close() {
        closed = true;
        while (awaiting.get()) {
            sleep.interrupt();
            Thread.onSpinWait();
        }
    }

    boolean isClosed() {
        return closed;
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException(name + " is closed");
        }
    }

    private static long deadline(long nowNs, long timeoutNs) {
        return timeoutNs > Long.MAX_VALUE - nowNs
                ? Futex.NO_DEADLINE
                : nowNs + Math.max(0, timeoutNs);
    }

    private static boolean spin(Waiting[] ends, long untilNs) throws InterruptedException {
        do {
            for (int i = 0; i < SPINS_PER_LOOK_AT_CLOCK; i++) {
                Thread.onSpinWait();
                if (isAnyReady(ends)) {
                    return true;
                }
            }
            for (Waiting waiting : ends) {
                waiting.end.rest();
            }
            requireUndisturbed(ends);
        } while (System.nanoTime() < untilNs);
        return false;
    }

    private static boolean isAnyReady(Waiting[] ends) {
        for (Waiting waiting : ends) {
            if (waiting.end.isReady()) {
                return true;
            }
        }
        return false;
    }

    private static boolean sleep(Waiting[] ends, FutexVector vector, long deadlineNs)
            throws InterruptedException {
        try {
            while (true) {
                requireUndisturbed(ends);
                vector.clear();
                for (Waiting waiting : ends) {
                    if (!waiting.announceSleep()) {
                        return true;
                    }
                    waiting.sleep.addTo(vector);
                }
                long now = System.nanoTime();
                if (now >= deadlineNs) {
                    return false;
                }
                // Woken or not, we look again.
                boolean unused = vector.await(Math.min(deadlineNs, now + SLICE_NS)); // SLEEP
            }
        } finally {
            for (Waiting waiting : ends) {
                waiting.sleep.cancel();
            }
        }
    }

    /** Everything up to the sleep itself. Returns whether there is still nothing. */
    boolean announceSleep() {
        sleep.announce();
        return !end.isReadyAfterAll();
    }

    private static void requireUndisturbed(Waiting[] ends) throws InterruptedException {
        for (Waiting waiting : ends) {
            waiting.requireOpen();
            waiting.requireOutsideHandler();
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
