package io.sluice.stress;

import io.sluice.shm.BroadcastInMemory;
import io.sluice.shm.Join;
import io.sluice.shm.RingConsumer;
import org.agrona.concurrent.ControlledMessageHandler.Action;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZJJ_Result;

/** RELEASE: a message is not overwritten while it is read, however full the ring. */
@JCStressTest
@Outcome(id = "false, 1, 1", expect = Expect.ACCEPTABLE, desc = "no room yet")
@Outcome(id = "true, 1, 1", expect = Expect.ACCEPTABLE, desc = "room after the read")
@Outcome(expect = Expect.FORBIDDEN, desc = "overwritten while it was read")
@State
public class GatedRelease {
    private static final int CAPACITY = 256;
    private static final int LENGTH = 16;

    private final BroadcastInMemory ring = new BroadcastInMemory(CAPACITY, true);
    private final RingConsumer consumer = ring.gated(3, Join.NEWEST);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);

    /** Fills the ring. */
    public GatedRelease() {
        do {
            message.putLong(0, 1);
            message.putLong(8, 1);
        } while (ring.producer().write(1, message, 0, LENGTH));
        message.putLong(0, 2);
        message.putLong(8, 2);
    }

    /** Writes one more if there is room. */
    @Actor
    public void producer(ZJJ_Result r) {
        r.r1 = ring.producer().write(1, message, 0, LENGTH);
    }

    /** Reads the oldest. */
    @Actor
    public void consumer(ZJJ_Result r) {
        consumer.controlledRead(
                (type, buffer, index, length) -> {
                    r.r2 = buffer.getLong(index);
                    r.r3 = buffer.getLong(index + Long.BYTES);
                    return Action.COMMIT;
                },
                1);
    }
}
