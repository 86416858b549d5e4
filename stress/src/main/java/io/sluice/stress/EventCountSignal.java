package io.sluice.stress;

import io.sluice.futex.EventCountInMemory;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** SLEEP: a signal that comes as a waiter falls asleep ends the wait, whoever waited before. */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "awake")
@Outcome(id = "true", expect = Expect.FORBIDDEN, desc = "asleep beside what was signalled")
@State
public class EventCountSignal {
    private final EventCountInMemory memory = new EventCountInMemory();

    /** Somebody has waited, and has left. */
    public EventCountSignal() {
        memory.announce();
    }

    /** Sets the flag and signals. */
    @Actor
    public void signaller() {
        memory.signal(false);
    }

    /** Waits for the flag. */
    @Actor
    public void waiter(Z_Result r) {
        r.r1 = memory.sleepsOn();
    }
}
