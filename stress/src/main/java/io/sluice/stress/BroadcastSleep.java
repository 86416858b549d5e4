package io.sluice.stress;

import io.sluice.shm.BroadcastConsumer;
import io.sluice.shm.BroadcastInMemory;
import io.sluice.shm.Join;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * SLEEP: a consumer that falls asleep beside a message is woken.
 *
 * <p>Some consumer has slept before; the first sleep of a ring is the race that the layout names.
 */
@JCStressTest
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "saw the message")
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "saw the message, woken as well")
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "asleep and woken")
@Outcome(id = "true, true", expect = Expect.FORBIDDEN, desc = "asleep beside a message")
@State
public class BroadcastSleep {
    private final BroadcastInMemory ring = new BroadcastInMemory(256, false);
    private final BroadcastConsumer consumer = ring.lossy(Join.NEWEST);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[8]);

    /** Lets the ring have been slept on. */
    public BroadcastSleep() {
        ring.hasBeenSleptOn();
    }

    /** Writes, and wakes who sleeps. */
    @Actor
    public void producer() {
        if (!ring.producer().write(1, message, 0, 8)) {
            throw new IllegalStateException("full");
        }
    }

    /** Looks, and sleeps if there is nothing. */
    @Actor
    public void consumer(ZZ_Result r) {
        r.r1 = BroadcastInMemory.wouldSleep(consumer);
    }

    /** Sees whether it was left asleep. */
    @Arbiter
    public void left(ZZ_Result r) {
        r.r2 = ring.sleeping();
    }
}
