package io.sluice.stress;

import io.sluice.core.SeqLock;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZJ_Result;

/** BEGIN: a read that saw a store of a write which began after it is retried. */
@JCStressTest
@Outcome(id = "false, 0", expect = Expect.ACCEPTABLE, desc = "before the write")
@Outcome(id = "true, 0", expect = Expect.ACCEPTABLE, desc = "retried, though none was seen")
@Outcome(id = "true, 7", expect = Expect.ACCEPTABLE, desc = "retried")
@Outcome(expect = Expect.FORBIDDEN, desc = "a store seen of a write that was not")
@State
public class SeqBegin {
    private final UnsafeBuffer memory = WordInMemory.allocate();
    private final SeqLock lock = new SeqLock(memory, WordInMemory.LOCK);
    private final long stamp = lock.readBegin();

    /** Begins to write, and writes one field. */
    @Actor
    public void writer() {
        lock.writeBegin();
        memory.putLong(WordInMemory.X, 7);
    }

    /** Reads it, having begun before. */
    @Actor
    public void reader(ZJ_Result r) {
        r.r2 = memory.getLong(WordInMemory.X);
        r.r1 = lock.readRetry(stamp);
    }
}
