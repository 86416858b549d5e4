package io.sluice.benchmarks;

import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.SystemCall;
import io.sluice.futex.Futex;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;

/** System calls through Sluice's way out of Java, the cheapest one and a wake that finds nobody. */
public class KernelCallCost extends OperationCost {
    private final UnsafeBuffer word = allocate(Integer.BYTES);

    /** Asks for the process's number. */
    @Benchmark
    public long getpid() {
        return Kernel.call(SystemCall.GETPID);
    }

    /** Wakes at a word where nobody sleeps. */
    @Benchmark
    public int wakeWithoutWaiter() {
        return Futex.wake(word, 0, 1);
    }
}
