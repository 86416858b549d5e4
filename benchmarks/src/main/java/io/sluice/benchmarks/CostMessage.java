package io.sluice.benchmarks;

import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The message that a benchmark of {@link OperationCost} sends. */
@State(Scope.Thread)
public class CostMessage {
    /** Bytes of each ring. */
    static final int CAPACITY = 64 << 10;

    /** Its bytes. */
    @Param({"8", "64", "1024"})
    public int length;

    private UnsafeBuffer buffer;

    /** Allocates it. */
    @Setup
    public void allocate() {
        buffer = OperationCost.allocate(length);
    }

    UnsafeBuffer buffer() {
        return buffer;
    }
}
