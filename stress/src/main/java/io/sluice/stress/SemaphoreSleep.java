package io.sluice.stress;

import io.sluice.futex.SemaphoreInMemory;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * SLEEP: a release that comes as a waiter falls asleep wakes it, and may clear the bits besides.
 */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "awake")
@Outcome(id = "true", expect = Expect.FORBIDDEN, desc = "asleep beside a permit")
@State
public class SemaphoreSleep {
    private final SemaphoreInMemory memory = new SemaphoreInMemory();

    /** Somebody has waited, and has left. */
    public SemaphoreSleep() {
        memory.announce();
    }

    /** Gives a permit. */
    @Actor
    public void releaser() {
        memory.release();
    }

    /** Sleeps until there is one. */
    @Actor
    public void waiter(Z_Result r) {
        r.r1 = memory.sleepsOn();
    }
}
