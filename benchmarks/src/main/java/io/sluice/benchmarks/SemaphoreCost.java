package io.sluice.benchmarks;

import io.sluice.futex.Semaphore;
import org.openjdk.jmh.annotations.Benchmark;

/** A permit taken and given back that nobody else wants, Sluice's and the JDK's. */
public class SemaphoreCost extends OperationCost {
    private final Semaphore sluice = new Semaphore(allocate(Integer.BYTES), 0);
    private final java.util.concurrent.Semaphore jdk = new java.util.concurrent.Semaphore(0);

    /** Makes the permit. */
    public SemaphoreCost() {
        sluice.release();
        jdk.release();
    }

    /** Sluice's. */
    @Benchmark
    public void sluiceAcquireAndRelease() {
        sluice.acquireUninterruptibly();
        sluice.release();
    }

    /** The JDK's. */
    @Benchmark
    public void jdkAcquireAndRelease() {
        jdk.acquireUninterruptibly();
        jdk.release();
    }
}
