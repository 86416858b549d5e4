package io.sluice.stress;

import io.sluice.shm.MpscInMemory;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** SLOT: a dead producer's claim holds nobody up, though a new one takes its slot meanwhile. */
@JCStressTest
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "looked before the new one's message")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "saw it")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost or held up")
@State
public class MpscSlot {
    private final MpscInMemory ring = new MpscInMemory(256);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[8]);

    /** Leaves a claim of a producer that is dead. */
    public MpscSlot() {
        if (ring.producer(1).tryClaim(1, 8) < 0) {
            throw new IllegalStateException("full");
        }
        ring.kill(1);
    }

    /** Takes the slot and writes. */
    @Actor
    public void successor() {
        if (!ring.producer(1).write(2, message, 0, 8)) {
            throw new IllegalStateException("full");
        }
    }

    /** Looks, and asks whether the owner is dead. */
    @Actor
    public void consumer(II_Result r) {
        r.r1 = ring.lookTwice() ? 1 : 0;
    }

    /** Reads what there is, however many looks it takes. */
    @Arbiter
    public void read(II_Result r) {
        boolean unused = ring.lookTwice();
        r.r2 = ring.consumer().read((type, buffer, index, length) -> {}, 9);
    }
}
