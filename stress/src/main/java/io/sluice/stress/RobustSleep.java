package io.sluice.stress;

import io.sluice.futex.OwnedMutexInMemory;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** SLEEP: an unlock that comes as a waiter falls asleep wakes it. */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "awake")
@Outcome(id = "true", expect = Expect.FORBIDDEN, desc = "asleep beside a free mutex")
@State
public class RobustSleep {
    private final OwnedMutexInMemory memory = OwnedMutexInMemory.robust();

    /** Locks and unlocks. */
    @Actor
    public void holder() {
        int unused = memory.incrementWaitedFor();
    }

    /** Sleeps while it is locked. */
    @Actor
    public void waiter(Z_Result r) {
        r.r1 = memory.sleepsOn();
    }
}
