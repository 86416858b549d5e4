package io.sluice.stress;

import io.sluice.core.SpinLock;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZJ_Result;

/** UNLOCK: who takes the lock sees what the holder before it stored, and never has it beside it. */
@JCStressTest
@Outcome(id = "false, 0", expect = Expect.ACCEPTABLE, desc = "held by the other")
@Outcome(id = "true, 7", expect = Expect.ACCEPTABLE, desc = "taken after the other unlocked it")
@Outcome(expect = Expect.FORBIDDEN, desc = "taken beside the other, or its last store missed")
@State
public class SpinUnlock {
    private final UnsafeBuffer memory = WordInMemory.allocate();
    private final SpinLock lock = new SpinLock(memory, WordInMemory.LOCK);

    /** A lock that the first actor holds. */
    public SpinUnlock() {
        lock.lock();
    }

    /** Stores, and unlocks. */
    @Actor
    public void holder() {
        memory.putLong(WordInMemory.X, 7);
        lock.unlock();
    }

    /** Takes it if it is free. */
    @Actor
    public void next(ZJ_Result r) {
        r.r1 = lock.tryLock();
        r.r2 = r.r1 ? memory.getLong(WordInMemory.X) : 0;
    }
}
