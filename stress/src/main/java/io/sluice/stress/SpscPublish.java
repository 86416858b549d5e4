package io.sluice.stress;

import io.sluice.shm.RingInMemory;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IJJ_Result;

/**
 * PUBLISH: a message that is read is whole, and the header after it is not one of the lap before.
 *
 * <p>The ring has been filled once, so that stale headers and messages lie wherever the producer
 * writes next.
 */
@JCStressTest
@Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "not published yet")
@Outcome(id = "1, 7, 7", expect = Expect.ACCEPTABLE, desc = "published")
@Outcome(expect = Expect.FORBIDDEN, desc = "torn, or more than was written")
@State
public class SpscPublish {
    private static final int CAPACITY = 128;
    private static final int LENGTH = 16;

    private final RingInMemory ring = new RingInMemory(CAPACITY);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);

    /** Fills the ring with other messages and empties it. */
    public SpscPublish() {
        message.putLong(0, -1);
        message.putLong(8, -1);
        for (int i = 0; i < CAPACITY / Long.BYTES; i++) {
            if (!ring.producer().write(1, message, 0, LENGTH)) {
                throw new IllegalStateException("full at " + i);
            }
            ring.consumer().read((type, buffer, index, length) -> {}, 2);
        }
        message.putLong(0, 7);
        message.putLong(8, 7);
    }

    /** Writes one message. */
    @Actor
    public void producer() {
        if (!ring.producer().write(1, message, 0, LENGTH)) {
            throw new IllegalStateException("full");
        }
    }

    /** Reads what is there. */
    @Actor
    public void consumer(IJJ_Result r) {
        r.r1 =
                ring.consumer()
                        .read(
                                (type, buffer, index, length) -> {
                                    r.r2 = buffer.getLong(index);
                                    r.r3 = buffer.getLong(index + Long.BYTES);
                                },
                                4);
    }
}
