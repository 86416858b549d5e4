package io.sluice.stress;

import io.sluice.futex.MutexInMemory;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** SLEEP: a signal that comes as a waiter falls asleep ends the wait. */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "awake")
@Outcome(id = "true", expect = Expect.FORBIDDEN, desc = "asleep though signalled")
@State
public class CondVarSignal {
    private final MutexInMemory memory = new MutexInMemory();

    /** Signals. */
    @Actor
    public void signaller() {
        memory.signal(false);
    }

    /** Waits for the signal. */
    @Actor
    public void waiter(Z_Result r) {
        r.r1 = memory.sleepsOnSignalled();
    }
}
