package io.sluice.stress;

import io.sluice.futex.MutexInMemory;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** SLEEP: an unlock that comes as a waiter falls asleep wakes it. */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "awake")
@Outcome(id = "true", expect = Expect.FORBIDDEN, desc = "asleep beside a free lock")
@State
@SuppressWarnings("LockNotBeforeTry") // an actor unlocks what the constructor locked
public class MutexSleep {
    private final MutexInMemory memory = new MutexInMemory();

    /** Locks. */
    public MutexSleep() {
        memory.mutex().lock();
    }

    /** Unlocks. */
    @Actor
    public void holder() {
        memory.unlock();
    }

    /** Sleeps until the lock is free. */
    @Actor
    public void waiter(Z_Result r) {
        r.r1 = memory.sleepsOn();
    }
}
