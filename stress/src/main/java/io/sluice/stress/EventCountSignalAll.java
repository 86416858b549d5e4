package io.sluice.stress;

import io.sluice.futex.EventCountInMemory;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** SLEEP: a signal that comes as a waiter prepares ends the wait, whoever waited before. */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "awake")
@Outcome(id = "true", expect = Expect.FORBIDDEN, desc = "asleep beside what was signalled")
@State
public class EventCountSignalAll {
    private final EventCountInMemory memory = new EventCountInMemory();

    /** Sets the flag and signals. */
    @Actor
    public void signaller() {
        memory.signal(true);
    }

    /** Waits for the flag. */
    @Actor
    public void waiter(Z_Result r) {
        r.r1 = memory.sleepsOn();
    }
}
