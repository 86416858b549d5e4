package io.sluice.stress;

import io.sluice.shm.MpscInMemory;
import io.sluice.shm.RingProducer;
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
public class MpscRelease {
    private static final int CAPACITY = 256;
    private static final int LENGTH = 16;

    private final MpscInMemory ring = new MpscInMemory(CAPACITY);
    private final RingProducer producer = ring.producer(1);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);

    /** Fills the ring. */
    public MpscRelease() {
        do {
            message.putLong(0, 1);
            message.putLong(8, 1);
        } while (producer.write(1, message, 0, LENGTH));
        message.putLong(0, 2);
        message.putLong(8, 2);
    }

    /** Writes one more if there is room. */
    @Actor
    public void producer(ZJJ_Result r) {
        r.r1 = producer.write(1, message, 0, LENGTH);
    }

    /** Reads the oldest. */
    @Actor
    public void consumer(ZJJ_Result r) {
        ring.consumer()
                .read(
                        (type, buffer, index, length) -> {
                            r.r2 = buffer.getLong(index);
                            r.r3 = buffer.getLong(index + Long.BYTES);
                        },
                        1);
    }
}
