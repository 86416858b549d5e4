package io.sluice.core;

import java.util.concurrent.CountDownLatch;

/** A thread that is pinned, or does not start. */
final class PinnedThread extends Thread {
    private final Runnable task;
    private final CpuClaims claims;
    private final CountDownLatch pinned = new CountDownLatch(1);
    private CpuSet cpus; // by who starts it, before it runs
    private boolean mayRun; // by the thread, before the latch opens
    private RuntimeException refusal; // as mayRun

    PinnedThread(String name, Runnable task, CpuClaims claims) {
        super(name);
        this.task = task;
        this.claims = claims;
    }

    @Override
    public synchronized void start() {
        if (getState() != State.NEW) {
            throw new IllegalThreadStateException(getName() + " was started before");
        }
        cpus = claims.claim();
        boolean started = false;
        try {
            super.start();
            started = true;
        } finally {
            if (!started) {
                claims.release(cpus);
            }
        }
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
            }
        } finally {
            claims.release(cpus);
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
