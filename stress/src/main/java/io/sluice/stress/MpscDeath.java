package io.sluice.stress;

import io.sluice.shm.MpscInMemory;
import io.sluice.shm.RingProducer;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** DEATH: what a producer published before it died is read; it dies while the consumer looks. */
@JCStressTest
@Outcome(id = "0, 2", expect = Expect.ACCEPTABLE, desc = "looked before")
@Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "saw the first message")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost or held up")
@State
public class MpscDeath {
    private final MpscInMemory ring = new MpscInMemory(256);
    private final RingProducer producer = ring.producer(1);
    private final int claim = producer.tryClaim(1, 8);

    /** Lets another message follow the one that is claimed. */
    public MpscDeath() {
        if (!ring.producer(2).write(2, new UnsafeBuffer(new byte[8]), 0, 8)) {
            throw new IllegalStateException("full");
        }
    }

    /** Commits, and is killed. */
    @Actor
    public void producer() {
        producer.buffer().putLong(claim, 7);
        producer.commit(claim);
        ring.kill(1);
    }

    /** Looks, and asks whether the owner is dead. */
    @Actor
    public void consumer(II_Result r) {
        r.r1 = ring.lookTwice() ? 1 : 0;
    }

    /** Reads both. */
    @Arbiter
    public void read(II_Result r) {
        r.r2 = ring.consumer().read((type, buffer, index, length) -> {}, 9);
    }
}
