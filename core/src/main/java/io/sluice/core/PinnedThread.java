package io.sluice.core;

import java.util.concurrent.CountDownLatch;

/** A thread that is pinned, or does not run what it was given. */
final class PinnedThread extends Thread {
    private final CpuSet cpus;
    private final Runnable task;
    private final Runnable atEnd;
    private final CountDownLatch pinned = new CountDownLatch(1);
    private boolean awaited; // by who starts it, before it runs
    private boolean mayRun; // by the thread, before the latch opens
    private RuntimeException refusal; // as mayRun

    PinnedThread(String name, CpuSet cpus, Runnable task, Runnable atEnd) {
        super(name);
        this.cpus = cpus;
        this.task = task;
        this.atEnd = atEnd;
    }

    /**
     * Throws what a pin to these CPUs throws, and pins nobody. An executor of JDK 21 and later
     * starts a thread without calling {@link #start}, so this is the one chance to tell its caller.
     */
    static void probe(String name, CpuSet cpus) {
        new PinnedThread(name + "-probe", cpus, () -> {}, () -> {}).start();
    }

    @Override
    public synchronized void start() {
        awaited = true;
        super.start();
        awaitPin();
        if (refusal != null) {
            throw refusal;
        }
        if (!mayRun) {
            throw new IllegalStateException(
                    getName() + " died of an error before it was pinned; see what it printed");
        }
    }

    @Override
    public void run() {
        try {
            pin();
            if (mayRun) {
                task.run();
            } else if (!awaited) {
                throw refusal; // to the handler of uncaught exceptions, as nobody else would see it
            }
        } finally {
            atEnd.run();
        }
    }

    /** The pin is not given back: it ends with the thread. */
    private void pin() {
        try {
            var unused = Affinity.pin(cpus);
            mayRun = true;
        } catch (IllegalArgumentException | LinuxException e) {
            refusal = e;
        } finally {
            pinned.countDown();
        }
    }

    /** One system call long; an interrupt meanwhile is kept for what comes after. */
    private void awaitPin() {
        boolean interrupted = false;
        while (pinned.getCount() > 0) {
            try {
                pinned.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
