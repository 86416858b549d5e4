package io.sluice.stress;

import io.sluice.core.SpinLock;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** UNLOCK: of two who lock at once one waits, and finds what the other stored. */
@JCStressTest
@Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "one, then the other")
@Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "the other way round")
@Outcome(expect = Expect.FORBIDDEN, desc = "both at once, or a store missed")
@State
public class SpinHold {
    private final UnsafeBuffer memory = WordInMemory.allocate();
    private final SpinLock lock = new SpinLock(memory, WordInMemory.LOCK);

    private long next() {
        lock.lock();
        try {
            long next = memory.getLong(WordInMemory.X) + 1;
            memory.putLong(WordInMemory.X, next);
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Locks, counts, and unlocks. */
    @Actor
    public void one(JJ_Result r) {
        r.r1 = next();
    }

    /** As the first. */
    @Actor
    public void other(JJ_Result r) {
        r.r2 = next();
    }
}
