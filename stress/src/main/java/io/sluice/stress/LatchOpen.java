package io.sluice.stress;

import io.sluice.futex.LatchInMemory;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** OPEN: so does who finds it opened by the kernel. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "closed")
@Outcome(id = "1, 7", expect = Expect.ACCEPTABLE, desc = "open, and seen")
@Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "open, and not seen")
@State
public class LatchOpen {
    private final LatchInMemory memory = new LatchInMemory(1);
    private int value;

    /** Lets somebody seem to wait. */
    public LatchOpen() {
        memory.announce();
    }

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
