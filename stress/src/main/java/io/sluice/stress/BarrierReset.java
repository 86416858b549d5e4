package io.sluice.stress;

import io.sluice.futex.BarrierInMemory;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** SLEEP: a reset that comes as one falls asleep wakes it. */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "awake")
@Outcome(id = "true", expect = Expect.FORBIDDEN, desc = "asleep in a generation that has ended")
@State
public class BarrierReset {
    private final BarrierInMemory memory = new BarrierInMemory();

    /** Ends the generation. */
    @Actor
    public void ender() {
        memory.resetAfterTheOther();
    }

    /** Sleeps until it has ended. */
    @Actor
    public void waiter(Z_Result r) {
        r.r1 = memory.sleepsOn();
    }
}
