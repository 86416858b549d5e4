package io.sluice.stress;

import io.sluice.shm.MpscInMemory;
import io.sluice.shm.RingConsumer;
import io.sluice.shm.RingProducer;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * PART: of a batch that a consumer has read in part, the next reads what is left, and only that.
 */
@JCStressTest
@Outcome(id = "24", expect = Expect.ACCEPTABLE, desc = "what is left, in order")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost, or read again")
@State
public class MpscPart {
    private final MpscInMemory ring = new MpscInMemory(1024);

    /** Writes 1, 2 and 4 in one batch. */
    public MpscPart() {
        RingProducer producer = ring.producer(1);
        UnsafeBuffer message = new UnsafeBuffer(new byte[8]);
        if (!producer.tryStartBatch(48)) {
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

    /** Reads one message and gives its role up. */
    @Actor
    public void consumer() {
        RingConsumer consumer = ring.consumer();
        consumer.read((type, buffer, index, length) -> {}, 1);
        consumer.close();
    }

    /** Takes the role as soon as it is free, and reads the rest. */
    @Actor
    public void next(I_Result r) {
        ring.nextConsumer()
                .read(
                        (type, buffer, index, length) ->
                                r.r1 = r.r1 * 10 + (int) buffer.getLong(index),
                        9);
    }
}
