package io.sluice.stress;

import io.sluice.shm.HandedLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** ROLE: who takes a lock never has it beside another, and sees what the one before stored. */
@JCStressTest
@Outcome(id = "false, 0", expect = Expect.ACCEPTABLE, desc = "held by the other")
@Outcome(id = "true, 7", expect = Expect.ACCEPTABLE, desc = "taken after the other gave it up")
@Outcome(expect = Expect.FORBIDDEN, desc = "taken beside the other, or its last store missed")
@State
public class SegmentRole {
    private final HandedLock lock = new HandedLock();
    private int stored; // by who has the lock

    /** Stores, and gives the lock up. */
    @Actor
    public void holder() {
        stored = 7;
        lock.giveUp();
    }

    /** Takes it if it is free. */
    @Actor
    public void next(ZI_Result r) {
        r.r1 = lock.tryTake();
        r.r2 = r.r1 ? stored : 0;
    }

    /** Frees the lock. */
    @Arbiter
    public void free() {
        lock.free();
    }
}
