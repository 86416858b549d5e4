package io.sluice.stress;

import io.sluice.shm.BroadcastInMemory;
import io.sluice.shm.Join;
import io.sluice.shm.RingConsumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IJ_Result;

/** PUBLISH: of a batch all messages can be read, whole, or none. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "not published yet")
@Outcome(id = "3, 421", expect = Expect.ACCEPTABLE, desc = "published, in order")
@Outcome(expect = Expect.FORBIDDEN, desc = "in part, torn or out of order")
@State
public class BroadcastBatch {
    private static final int CAPACITY = 1024;

    private final BroadcastInMemory ring = new BroadcastInMemory(CAPACITY, true);
    private final RingConsumer consumer;
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[8]);

    /** Goes round with other messages. */
    public BroadcastBatch() {
        message.putLong(0, -1);
        for (int i = 0; i < CAPACITY / 24 + 1; i++) {
            write();
        }
        consumer = ring.gated(0, Join.NEWEST);
    }

    private void write() {
        if (!ring.producer().write(1, message, 0, 8)) {
            throw new IllegalStateException("full");
        }
    }

    /** Writes three messages in one batch. */
    @Actor
    public void producer() {
        if (!ring.producer().tryStartBatch(72)) {
            throw new IllegalStateException("full");
        }
        for (int i = 0; i < 3; i++) {
            message.putLong(0, 1L << i);
            write();
        }
        ring.producer().publishBatch();
    }

    /** Reads what there is: 1, 2, 4 as the number 421. */
    @Actor
    public void consumer(IJ_Result r) {
        long[] place = {1};
        r.r1 =
                consumer.read(
                        (type, buffer, index, length) -> {
                            r.r2 += place[0] * buffer.getLong(index);
                            place[0] *= 10;
                        },
                        9);
    }
}
