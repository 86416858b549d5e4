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
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** SLEEP: a producer that falls asleep beside room is woken. */
@JCStressTest
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "saw the room")
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "saw the room, woken as well")
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "asleep and woken")
@Outcome(expect = Expect.FORBIDDEN, desc = "asleep beside room")
@State
public class GatedRoom {
    private static final int LENGTH = 16;

    private final BroadcastInMemory ring = new BroadcastInMemory(256, true);
    private final RingConsumer consumer = ring.gated(0, Join.NEWEST);

    /** Fills a ring that has been slept on. */
    public GatedRoom() {
        ring.hasBeenSleptOn();
        UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);
        while (ring.producer().write(1, message, 0, LENGTH)) {
            // until it is full
        }
    }

    /** Looks for room, and sleeps if there is none. */
    @Actor
    public void producer(ZZ_Result r) {
        r.r1 = ring.producerWouldSleep(LENGTH);
    }

    /** Reads, and wakes who sleeps. */
    @Actor
    public void consumer() {
        consumer.read((type, buffer, index, length) -> {}, 9);
    }

    /** Sees whether it was left asleep. */
    @Arbiter
    public void left(ZZ_Result r) {
        r.r2 = ring.producerSleeping();
    }
}
