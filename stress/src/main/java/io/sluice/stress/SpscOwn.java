package io.sluice.stress;

import io.sluice.shm.RingInMemory;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * OWN: the consumer's stores into lines it has read undo nothing that the producer writes beside.
 */
@JCStressTest
@Outcome(id = "7, 7", expect = Expect.ACCEPTABLE, desc = "the message is whole")
@Outcome(expect = Expect.FORBIDDEN, desc = "the consumer stored over it")
@State
public class SpscOwn {
    private static final int CAPACITY = 1024;
    private static final int LENGTH = 96;

    private final RingInMemory ring = new RingInMemory(CAPACITY);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);

    /** Writes four messages, enough for several lines to be taken. */
    public SpscOwn() {
        for (int i = 0; i < 4; i++) {
            if (!ring.producer().write(1, message, 0, LENGTH)) {
                throw new IllegalStateException("full");
            }
        }
        message.setMemory(0, LENGTH, (byte) 7);
    }

    /** Writes one more, in the line where the fourth ends. */
    @Actor
    public void producer() {
        if (!ring.producer().write(1, message, 0, LENGTH)) {
            throw new IllegalStateException("full");
        }
    }

    /** Reads the four and takes their lines. */
    @Actor
    public void consumer() {
        ring.consumer().read((type, buffer, index, length) -> {}, 4);
    }

    /** Reads the fifth. */
    @Arbiter
    public void fifth(JJ_Result r) {
        ring.consumer()
                .read(
                        (type, buffer, index, length) -> {
                            r.r1 = buffer.getByte(index);
                            r.r2 = buffer.getByte(index + LENGTH - 1);
                        },
                        1);
    }
}
