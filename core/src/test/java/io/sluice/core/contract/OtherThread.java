package io.sluice.core.contract;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A thread of a test, and what it comes to. */
public final class OtherThread<T> {
    private static final long DEADLINE_S = 30;

    private final FutureTask<T> task;
    private final Thread thread;

    private OtherThread(Callable<T> callable) {
        task = new FutureTask<>(callable);
        thread = new Thread(task);
        thread.setDaemon(true);
    }

    /** Starts one. */
    public static <T> OtherThread<T> start(Callable<T> callable) {
        OtherThread<T> other = new OtherThread<>(callable);
        other.thread.start();
        return other;
    }

    /** What a call comes to in a thread of its own. */
    public static <T> T elsewhere(Callable<T> callable) throws Exception {
        return start(callable).get();
    }

    /** Spins for some time. */
    public static void spin(long ns) {
        long end = System.nanoTime() + ns;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    /** Its result; within the deadline of every test, or the test fails. */
    public T get() throws InterruptedException, ExecutionException, TimeoutException {
        return task.get(DEADLINE_S, TimeUnit.SECONDS);
    }

    /** Whether it is still not done after a while. */
    public boolean isStillRunningAfterMs(long ms) throws InterruptedException, ExecutionException {
        try {
            task.get(ms, TimeUnit.MILLISECONDS);
            return false;
        } catch (TimeoutException e) {
            return true;
        }
    }

    /** Interrupts it. */
    public void interrupt() {
        thread.interrupt();
    }
}
