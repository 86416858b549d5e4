package io.sluice.core;

import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.PlatformThreads;
import io.sluice.core.linux.SystemCall;

/**
 * By how much the kernel may be late to wake the calling thread from a timed sleep, changed until
 * closed: 50,000 ns by default, so that wake-ups can be served together.
 *
 * <pre>{@code
 * try (TimerSlack precise = TimerSlack.set(1)) {
 *     ... // this thread's timed waits end within microseconds of their time
 * }
 * }</pre>
 *
 * <p>The thread that set it closes, and so gets back what it had. Platform threads only. Threads it
 * starts inherit the slack. Under FIFO, ROUND_ROBIN and DEADLINE a thread has none, and setting it
 * does nothing.
 *
 * <p>Source: prctl(2), PR_SET_TIMERSLACK; proc(5), /proc/pid/timerslack_ns.
 */
public final class TimerSlack implements AutoCloseable {
    private static final int PR_SET_TIMERSLACK = 29;
    private static final int PR_GET_TIMERSLACK = 30;

    private final OwnThread thread = new OwnThread();
    private final long beforeNs;

    private TimerSlack(long beforeNs) {
        this.beforeNs = beforeNs;
    }

    /**
     * Sets the calling thread's slack.
     *
     * @param slackNs at least 1, since 0 would mean the default
     * @throws IllegalStateException on a virtual thread, or if the thread is a real-time one
     */
    public static TimerSlack set(long slackNs) {
        PlatformThreads.require("TimerSlack.set");
        if (slackNs < 1) {
            throw new IllegalArgumentException("slackNs=" + slackNs + " is less than 1");
        }
        long beforeNs = currentNs();
        apply(slackNs);
        if (currentNs() != slackNs) { // the kernel ignores it without a word
            throw new IllegalStateException(
                    "slackNs=" + slackNs + ": a real-time thread has no timer slack");
        }
        return new TimerSlack(beforeNs);
    }

    /** The calling thread's slack now, ns; 0 if it is a real-time thread. */
    public static long currentNs() {
        long result = Kernel.call(SystemCall.PRCTL, PR_GET_TIMERSLACK, 0, 0);
        if (result < 0) {
            throw new LinuxException("prctl(PR_GET_TIMERSLACK)", (int) -result, "");
        }
        return result;
    }

    /**
     * Sets the slack as it was. Closing twice does nothing.
     *
     * @throws IllegalStateException if another thread calls
     */
    @Override
    public void close() {
        if (thread.closes()) {
            restore(beforeNs);
        }
    }

    static void restore(long slackNs) {
        if (slackNs > 0 && currentNs() != slackNs) {
            apply(slackNs);
        }
    }

    private static void apply(long slackNs) {
        long result = Kernel.call(SystemCall.PRCTL, PR_SET_TIMERSLACK, slackNs, 0);
        if (result < 0) {
            throw new LinuxException(
                    "prctl(PR_SET_TIMERSLACK, " + slackNs + ")", (int) -result, "");
        }
    }
}
