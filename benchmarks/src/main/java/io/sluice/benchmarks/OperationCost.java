package io.sluice.benchmarks;

import io.sluice.core.AgronaAccess;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one operation costs the thread that makes it, in nanoseconds, everything in one thread and
 * its caches: instructions, not the traffic between CPUs, which {@link Kit} measures.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public abstract class OperationCost {
    static {
        AgronaAccess.ensureOpen();
    }

    /** Memory outside the heap. */
    static UnsafeBuffer allocate(int length) {
        return new UnsafeBuffer(ByteBuffer.allocateDirect(length));
    }
}
