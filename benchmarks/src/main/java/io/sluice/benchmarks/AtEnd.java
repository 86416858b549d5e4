package io.sluice.benchmarks;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What is done when the JVM ends early, by Ctrl-C for instance: first a run that can break off says
 * what it has, then what was started or made is ended and removed, the last of it first.
 *
 * <p>The JVM runs its hooks at the same time, so there is one.
 */
final class AtEnd {
    /** Why a row was not measured. */
    static final String BROKEN_OFF = "the run was broken off before";

    private static final int PATIENCE_S = 60;
    private static final Deque<Runnable> CLOSINGS = new ArrayDeque<>();
    private static final CountDownLatch SAID = new CountDownLatch(1);

    private static volatile boolean mayBreakOff; // by breakOff
    private static volatile boolean brokenOff; // by end

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(AtEnd::end, "end"));
    }

    private AtEnd() {}

    /** One run, which is all that a JVM makes. */
    static final class Run implements AutoCloseable {
        private Run() {}

        /** It has said all it has. */
        @Override
        public void close() {
            SAID.countDown();
        }
    }

    /** Also does this, which does nothing if it was done before. */
    static void close(Runnable closing) {
        synchronized (CLOSINGS) {
            CLOSINGS.push(closing);
        }
    }

    /** A run that says what it has when it is broken off; the end waits for its close. */
    static Run run() {
        mayBreakOff = true;
        return new Run();
    }

    /** The run has failed, and may wait for ever: the end does not wait for it. */
    static void fail() {
        SAID.countDown();
    }

    /** Whether the run is to stop where it is, and say what it has. */
    static boolean isBrokenOff() {
        return brokenOff;
    }

    private static void end() {
        brokenOff = true;
        try {
            if (mayBreakOff && !SAID.await(PATIENCE_S, TimeUnit.SECONDS)) {
                System.err.println("what was measured cannot be said within " + PATIENCE_S + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does; end all the same
        }
        synchronized (CLOSINGS) {
            CLOSINGS.forEach(Runnable::run);
        }
    }
}
