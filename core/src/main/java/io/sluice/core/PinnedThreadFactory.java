package io.sluice.core;

import java.util.Objects;
import java.util.concurrent.ThreadFactory;

/**
 * Makes platform threads that are pinned before they run what they are given.
 *
 * <pre>{@code
 * ThreadFactory threads =
 *         PinnedThreadFactory.each("feed", Topology.current(), Placement.usable().oneOfEachCore());
 * Executors.newFixedThreadPool(2, threads);
 * }</pre>
 *
 * <p>{@link #newThread} throws what the pin throws, having tried it, so that an executor's {@code
 * execute} throws it too. Should the pin fail later after all, because the CPU is gone, the thread
 * does not run what it was given: {@link Thread#start} throws, or, in an executor that starts its
 * threads otherwise, the thread ends with the exception. On CPUs of a {@link CpuReservation} no
 * other process puts its own: {@code Placement.usable().among(CpuSet)}. Any thread may call.
 */
public final class PinnedThreadFactory implements ThreadFactory {
    private final String name;
    private final CpuClaims claims;
    private int made; // guarded by this

    private PinnedThreadFactory(String name, CpuClaims claims) {
        this.name = name;
        this.claims = claims;
    }

    /**
     * Threads that all run on the same CPUs, wherever among them the scheduler likes: an L3 domain,
     * a node.
     *
     * @param name the threads are called this, a hyphen and a number from 1
     */
    public static PinnedThreadFactory all(String name, CpuSet cpus) {
        if (cpus.isEmpty()) {
            throw new IllegalArgumentException("cpus is empty");
        }
        return new PinnedThreadFactory(name, CpuClaims.shared(cpus));
    }

    /**
     * Threads that run on one CPU each, a different one while both live. The CPU is chosen when the
     * thread is made and given back when it ends; if none is left, {@link #newThread} throws
     * PlacementException.
     *
     * @param name the threads are called this, a hyphen and a number from 1
     */
    public static PinnedThreadFactory each(String name, Topology topology, Placement placement) {
        return new PinnedThreadFactory(name, CpuClaims.each(topology, placement));
    }

    @Override
    public synchronized Thread newThread(Runnable task) {
        Objects.requireNonNull(task, "task");
        String threadName = name + "-" + (made + 1);
        CpuSet cpus = claims.next();
        PinnedThread.probe(threadName, cpus);
        made++;
        Thread thread =
                new PinnedThread(
                        threadName, cpus, task, () -> claims.release(Thread.currentThread()));
        claims.claim(thread, cpus);
        return thread;
    }
}
