package io.sluice.stress;

import io.sluice.shm.BroadcastInMemory;
import io.sluice.shm.Join;
import io.sluice.shm.RingConsumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * GATE: what a consumer finds when it joins is not overwritten while it reads, though the producer
 * goes on just then.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "whole, and none missed")
@Outcome(expect = Expect.FORBIDDEN, desc = "overwritten while it was read, or missed")
@State
public class GatedGate {
    private static final int CAPACITY = 256;
    private static final int LENGTH = 16;
    private static final int BEFORE = 6;
    private static final int MOST = 24;

    private final BroadcastInMemory ring = new BroadcastInMemory(CAPACITY, true);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);
    private int last; // by producer: the last message written
    private RingConsumer consumer; // by consumer
    private long due; // by consumer: the next message
    private long wrong; // by consumer

    /** Writes what may be the oldest. */
    public GatedGate() {
        while (last < BEFORE && write(last + 1)) {
            last++;
        }
    }

    private boolean write(int number) {
        message.putLong(0, number);
        message.putLong(8, number);
        return ring.producer().write(number, message, 0, LENGTH);
    }

    /** Goes on until the consumer holds it up, and twice round at the most. */
    @Actor
    public void producer() {
        while (last < MOST && write(last + 1)) {
            last++;
        }
    }

    /** Joins, and reads a little. */
    @Actor
    public void consumer() {
        consumer = ring.gated(0, Join.OLDEST);
        read(2);
    }

    private void read(int limit) {
        consumer.read(
                (type, buffer, index, length) -> {
                    boolean right =
                            buffer.getLong(index) == type
                                    && buffer.getLong(index + Long.BYTES) == type
                                    && (due == 0 || due == type);
                    due = type + 1L;
                    wrong += right ? 0 : 1;
                },
                limit);
    }

    /** Reads the rest. */
    @Arbiter
    public void rest(JJ_Result r) {
        read(Integer.MAX_VALUE);
        r.r1 = wrong;
        r.r2 = due - 1 - last;
    }
}
