package io.sluice.stress;

import io.sluice.core.SeqLock;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** END: who finds a write ended sees what it stored. */
@JCStressTest
@Outcome(id = "[01], [07]", expect = Expect.ACCEPTABLE, desc = "not ended")
@Outcome(id = "2, 7", expect = Expect.ACCEPTABLE, desc = "ended, and seen")
@Outcome(expect = Expect.FORBIDDEN, desc = "ended, and its store missed")
@State
public class SeqEnd {
    private final UnsafeBuffer memory = WordInMemory.allocate();
    private final SeqLock lock = new SeqLock(memory, WordInMemory.LOCK);

    /** Writes one field. */
    @Actor
    public void writer() {
        lock.writeBegin();
        memory.putLong(WordInMemory.X, 7);
        lock.writeEnd();
    }

    /** Begins, and reads it. */
    @Actor
    public void reader(JJ_Result r) {
        r.r1 = lock.readBegin();
        r.r2 = memory.getLong(WordInMemory.X);
    }
}
