package io.sluice.stress;

import io.sluice.shm.BroadcastInMemory;
import io.sluice.shm.Join;
import io.sluice.shm.RingConsumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * EVICT: the gate that a dead consumer left is cleared or taken over, and never cleared once
 * another has its slot.
 */
@JCStressTest
@Outcome(id = "false, 0", expect = Expect.ACCEPTABLE, desc = "taken over")
@Outcome(id = "true, 0", expect = Expect.ACCEPTABLE, desc = "evicted, and written before it joined")
@Outcome(id = "true, 1", expect = Expect.ACCEPTABLE, desc = "taken over, then written")
@Outcome(expect = Expect.FORBIDDEN, desc = "the new consumer's gate is open")
@State
public class GatedEvict {
    private static final int LENGTH = 16;
    private static final int SLOT = 3;

    private final BroadcastInMemory ring = new BroadcastInMemory(256, true);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);
    private RingConsumer consumer; // by consumer: who has the slot

    /** Fills the ring for a consumer that dies then. */
    public GatedEvict() {
        consumer = ring.gated(SLOT, Join.NEWEST);
        while (write()) {
            // until it is full
        }
        ring.kill(SLOT);
    }

    private boolean write() {
        return ring.producer().write(1, message, 0, LENGTH);
    }

    /** Finds the ring full, and asks whether the slowest lives. */
    @Actor
    public void producer(ZI_Result r) {
        r.r1 = write();
    }

    /** Takes the slot. */
    @Actor
    public void consumer() {
        consumer = ring.gated(SLOT, Join.NEWEST);
    }

    /** Sees whether the new consumer's gate stands. */
    @Arbiter
    public void gate(ZI_Result r) {
        r.r2 = ring.isOpen(SLOT) ? -1 : consumer.read((type, buffer, index, length) -> {}, 9);
    }
}
