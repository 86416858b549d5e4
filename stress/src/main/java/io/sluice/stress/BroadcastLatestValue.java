package io.sluice.stress;

import io.sluice.shm.BroadcastConsumer;
import io.sluice.shm.BroadcastInMemory;
import io.sluice.shm.Join;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** NEWEST: a consumer of the latest value counts what it skips, and comes to the last message. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "whole, the last one too, all counted")
@Outcome(expect = Expect.FORBIDDEN, desc = "torn, the last one missed, or miscounted")
@State
public class BroadcastLatestValue {
    private static final int CAPACITY = 256;
    private static final int LENGTH = 16;
    private static final int LAST = 20;

    private final BroadcastInMemory ring = new BroadcastInMemory(CAPACITY, false);
    private final BroadcastConsumer consumer = ring.lossy(Join.LATEST_VALUE);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);
    private long given; // by consumer: how many it was given
    private long wrong; // by consumer: torn or miscounted

    private void write(int number) {
        message.putLong(0, number);
        message.putLong(8, number);
        if (!ring.producer().write(number, message, 0, LENGTH)) {
            throw new IllegalStateException("full");
        }
    }

    /** Goes round twice. */
    @Actor
    public void producer() {
        for (int number = 1; number <= LAST; number++) {
            write(number);
        }
    }

    /** Reads. */
    @Actor
    public void consumer() {
        read();
        read();
    }

    private void read() {
        consumer.read(
                (type, buffer, index, length) -> {
                    given++;
                    boolean right =
                            buffer.getLong(index) == type
                                    && buffer.getLong(index + Long.BYTES) == type
                                    && type == given + consumer.lost();
                    wrong += right ? 0 : 1;
                },
                1);
    }

    /** Reads what came last, if it has not. */
    @Arbiter
    public void rest(JJ_Result r) {
        read();
        r.r1 = wrong;
        r.r2 = given + consumer.lost() - LAST;
    }
}
