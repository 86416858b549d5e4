package io.sluice.stress;

import io.sluice.futex.OwnedMutexInMemory;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** LOCK: of two who lock, the second sees what the first did; the kernel unlocks. */
@JCStressTest
@Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "the first actor first")
@Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "the second actor first")
@Outcome(expect = Expect.FORBIDDEN, desc = "both at once, or one does not see the other")
@State
public class RobustHandOver {
    private final OwnedMutexInMemory memory = OwnedMutexInMemory.robust();

    /** Increments. */
    @Actor
    public void first(II_Result r) {
        r.r1 = memory.incrementWaitedFor();
    }

    /** Increments. */
    @Actor
    public void second(II_Result r) {
        r.r2 = memory.incrementWaitedFor();
    }
}
