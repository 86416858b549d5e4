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

/**
 * NEWEST: wherever a consumer joins while the producer goes round, it is given whole messages, and
 * knows their numbers, so that it misses none unawares.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "whole, and none missed unawares")
@Outcome(expect = Expect.FORBIDDEN, desc = "torn, or miscounted")
@State
public class BroadcastNewest {
    private static final int CAPACITY = 256;
    private static final int LENGTH = 16;
    private static final int BEFORE = 5;
    private static final int LAST = 24;

    private final BroadcastInMemory ring = new BroadcastInMemory(CAPACITY, false);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);
    private BroadcastConsumer consumer; // by consumer
    private long first; // by consumer: the first message it was given
    private long given; // by consumer: how many it was given
    private long torn; // by consumer

    /** Writes what may be the oldest. */
    public BroadcastNewest() {
        for (int number = 1; number <= BEFORE; number++) {
            write(number);
        }
    }

    private void write(int number) {
        message.putLong(0, number);
        message.putLong(8, number);
        if (!ring.producer().write(number, message, 0, LENGTH)) {
            throw new IllegalStateException("full");
        }
    }

    /** Goes round more than twice. */
    @Actor
    public void producer() {
        for (int number = BEFORE + 1; number <= LAST; number++) {
            write(number);
        }
    }

    /** Joins, and reads a little. */
    @Actor
    public void consumer() {
        consumer = ring.lossy(Join.OLDEST);
        read(2);
    }

    private void read(int limit) {
        consumer.read(
                (type, buffer, index, length) -> {
                    first = given == 0 ? type - consumer.lost() : first;
                    given++;
                    boolean whole = buffer.getLong(index) == type;
                    torn += whole && buffer.getLong(index + Long.BYTES) == type ? 0 : 1;
                },
                limit);
    }

    /** Reads the rest. */
    @Arbiter
    public void rest(JJ_Result r) {
        read(Integer.MAX_VALUE);
        r.r1 = torn;
        r.r2 = first + given + consumer.lost() - 1 - LAST;
    }
}
