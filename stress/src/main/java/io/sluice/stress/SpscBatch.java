package io.sluice.stress;

import io.sluice.shm.RingInMemory;
import io.sluice.shm.RingProducer;
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
public class SpscBatch {
    private final RingInMemory ring = new RingInMemory(512);
    private final RingProducer producer = ring.producer();
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[8]);

    /** Goes round with other messages. */
    public SpscBatch() {
        message.putLong(0, -1);
        for (int i = 0; i < 70; i++) {
            if (!producer.write(1, message, 0, 8)) {
                throw new IllegalStateException("full");
            }
            ring.consumer().read((type, buffer, index, length) -> {}, 2);
        }
    }

    /** Writes three messages in one batch. */
    @Actor
    public void producer() {
        if (!producer.tryStartBatch(64)) {
            throw new IllegalStateException("full");
        }
        for (int value = 1; value <= 4; value *= 2) {
            message.putLong(0, value);
            if (!producer.write(1, message, 0, 8)) {
                throw new IllegalStateException("full");
            }
        }
        producer.publishBatch();
    }

    /** Reads what is there, the first as the last digit. */
    @Actor
    public void consumer(IJ_Result r) {
        long[] digit = {1};
        r.r1 =
                ring.consumer()
                        .read(
                                (type, buffer, index, length) -> {
                                    r.r2 += digit[0] * buffer.getLong(index);
                                    digit[0] *= 10;
                                },
                                9);
    }
}
