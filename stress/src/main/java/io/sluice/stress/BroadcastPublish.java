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
import org.openjdk.jcstress.infra.results.IJJ_Result;

/**
 * PUBLISH: a message that is read is whole, though older ones lie where it is written.
 *
 * <p>The ring has been gone round, so that stale stamps and headers lie wherever the producer
 * writes next.
 */
@JCStressTest
@Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "not published yet")
@Outcome(id = "1, 7, 7", expect = Expect.ACCEPTABLE, desc = "published")
@Outcome(expect = Expect.FORBIDDEN, desc = "torn, or more than was written")
@State
public class BroadcastPublish {
    private static final int CAPACITY = 256;
    private static final int LENGTH = 16;

    private final BroadcastInMemory ring = new BroadcastInMemory(CAPACITY, false);
    private final BroadcastConsumer consumer;
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);

    /** Goes round with other messages. */
    public BroadcastPublish() {
        message.putLong(0, -1);
        message.putLong(8, -1);
        for (int i = 0; i < CAPACITY / 32 + 1; i++) {
            write();
        }
        message.putLong(0, 7);
        message.putLong(8, 7);
        consumer = ring.lossy(Join.NEWEST);
    }

    /** Writes one message. */
    @Actor
    public void write() {
        if (!ring.producer().write(1, message, 0, LENGTH)) {
            throw new IllegalStateException("full");
        }
    }

    /** Reads what is there. */
    @Actor
    public void read(IJJ_Result r) {
        r.r1 =
                consumer.read(
                        (type, buffer, index, length) -> {
                            r.r2 = buffer.getLong(index);
                            r.r3 = buffer.getLong(index + Long.BYTES);
                        },
                        4);
    }
}
