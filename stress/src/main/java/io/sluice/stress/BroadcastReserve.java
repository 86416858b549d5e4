package io.sluice.stress;

import io.sluice.shm.BroadcastConsumer;
import io.sluice.shm.BroadcastInMemory;
import io.sluice.shm.Join;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/** RESERVE: a message that is overwritten while it is copied is not delivered, and counted. */
@JCStressTest
@Outcome(id = "1, 1, 0", expect = Expect.ACCEPTABLE, desc = "copied before it was overwritten")
@Outcome(id = "2, 2, 0", expect = Expect.ACCEPTABLE, desc = "lapped, and what was lost is known")
@Outcome(expect = Expect.FORBIDDEN, desc = "torn, or miscounted")
@State
public class BroadcastReserve {
    private static final int CAPACITY = 256;
    private static final int LENGTH = 16;

    private final BroadcastInMemory ring = new BroadcastInMemory(CAPACITY, false);
    private final BroadcastConsumer consumer = ring.lossy(Join.NEWEST);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);

    /** Writes the message that will be overwritten, and the ring nearly full. */
    public BroadcastReserve() {
        for (int number = 1; number < CAPACITY / 32; number++) {
            write(number, number == 1 ? 1 : 2);
        }
    }

    private void write(int number, long value) {
        message.putLong(0, value);
        message.putLong(8, value);
        if (!ring.producer().write(number, message, 0, LENGTH)) {
            throw new IllegalStateException("full");
        }
    }

    /** Overwrites it. */
    @Actor
    public void producer() {
        for (int number = CAPACITY / 32; number < CAPACITY / 32 + 3; number++) {
            write(number, 2);
        }
    }

    /** Reads the oldest, or one that is there still. */
    @Actor
    public void consumer(JJJ_Result r) {
        consumer.read(
                (type, buffer, index, length) -> {
                    r.r1 = buffer.getLong(index);
                    r.r2 = buffer.getLong(index + Long.BYTES);
                    r.r3 = type - 1L - consumer.lost();
                },
                1);
    }
}
