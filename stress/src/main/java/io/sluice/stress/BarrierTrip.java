package io.sluice.stress;

import io.sluice.futex.BarrierInMemory;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** TRIP: who leaves sees what the other did before it came. */
@JCStressTest
@Outcome(id = "7, 7", expect = Expect.ACCEPTABLE, desc = "both seen")
@Outcome(expect = Expect.FORBIDDEN, desc = "left too early, or not seen")
@State
public class BarrierTrip {
    private final BarrierInMemory memory = new BarrierInMemory();
    private int ofFirst;
    private int ofSecond;

    /** Writes, meets the other, and reads. */
    @Actor
    public void first(II_Result r) {
        ofFirst = 7;
        memory.await();
        r.r1 = ofSecond;
    }

    /** Writes, meets the other, and reads. */
    @Actor
    public void second(II_Result r) {
        ofSecond = 7;
        memory.await();
        r.r2 = ofFirst;
    }
}
