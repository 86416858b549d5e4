package io.sluice.stress;

import io.sluice.futex.LatchInMemory;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** OPEN: who finds the latch open sees what was done before each countDown. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "closed")
@Outcome(id = "1, 7", expect = Expect.ACCEPTABLE, desc = "open, and seen")
@Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "open, and not seen")
@State
public class LatchCount {
    private final LatchInMemory memory = new LatchInMemory(1);
    private int value;

    /** Writes and counts down. */
    @Actor
    public void last() {
        value = 7;
        memory.countDown();
    }

    /** Reads if it is open. */
    @Actor
    public void waiter(II_Result r) {
        if (memory.isOpen()) {
            r.r1 = 1;
            r.r2 = value;
        }
    }
}
