package io.sluice.stress;

import io.sluice.futex.LatchInMemory;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** SLEEP: the last countDown that comes as a waiter falls asleep wakes it. */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "awake")
@Outcome(id = "true", expect = Expect.FORBIDDEN, desc = "asleep beside an open latch")
@State
public class LatchSleep {
    private final LatchInMemory memory = new LatchInMemory(1);

    /** Counts down. */
    @Actor
    public void last() {
        memory.countDown();
    }

    /** Sleeps until it is open. */
    @Actor
    public void waiter(Z_Result r) {
        r.r1 = memory.sleepsOn();
    }
}
