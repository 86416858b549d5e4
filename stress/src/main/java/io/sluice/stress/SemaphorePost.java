package io.sluice.stress;

import io.sluice.futex.SemaphoreInMemory;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZII_Result;

/** POST: who takes a permit sees what its releaser did before, and each permit is taken once. */
@JCStressTest
@Outcome(id = "true, 1, 0", expect = Expect.ACCEPTABLE, desc = "taken, and seen")
@Outcome(id = "false, 0, 1", expect = Expect.ACCEPTABLE, desc = "too early")
@Outcome(expect = Expect.FORBIDDEN, desc = "taken and not seen, or a permit too few or too many")
@State
public class SemaphorePost {
    private final SemaphoreInMemory memory = new SemaphoreInMemory();
    private int done; // by releaser, before it releases

    /** Gives a permit. */
    @Actor
    public void releaser() {
        done = 1;
        memory.release();
    }

    /** Takes one if it is there. */
    @Actor
    public void taker(ZII_Result r) {
        r.r1 = memory.semaphore().tryAcquire();
        r.r2 = r.r1 ? done : 0;
    }

    /** Counts. */
    @Arbiter
    public void count(ZII_Result r) {
        r.r3 = memory.semaphore().availablePermits();
    }
}
