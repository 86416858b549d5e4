package io.sluice.stress;

import io.sluice.futex.MutexInMemory;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** LOCK: what was done before an unlock that the kernel makes is seen by the next holder. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "still held")
@Outcome(id = "1, 7", expect = Expect.ACCEPTABLE, desc = "taken, and seen")
@Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "taken, and not seen")
@State
@SuppressWarnings("LockNotBeforeTry") // an actor unlocks what the constructor locked
public class MutexHandOver {
    private final MutexInMemory memory = new MutexInMemory();
    private int value;

    /** Locks, and lets somebody seem to wait. */
    public MutexHandOver() {
        memory.mutex().lock();
        memory.announce();
    }

    /** Writes and unlocks. */
    @Actor
    public void holder() {
        value = 7;
        memory.unlock();
    }

    /** Locks if it can, and reads. */
    @Actor
    public void next(II_Result r) {
        if (memory.mutex().tryLock()) {
            r.r1 = 1;
            r.r2 = value;
        }
    }
}
