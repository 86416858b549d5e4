package io.sluice.stress;

import io.sluice.core.SeqLock;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/** BEGIN, END: a read that is not retried is of one write, the one its stamp says. */
@JCStressTest
@Outcome(id = "-1, 0, 0", expect = Expect.ACCEPTABLE, desc = "retried")
@Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "before the first write")
@Outcome(id = "2, 7, 7", expect = Expect.ACCEPTABLE, desc = "the first write")
@Outcome(id = "4, 8, 8", expect = Expect.ACCEPTABLE, desc = "the second write")
@Outcome(expect = Expect.FORBIDDEN, desc = "torn, or of another write")
@State
public class SeqRead {
    private final UnsafeBuffer memory = WordInMemory.allocate();
    private final SeqLock lock = new SeqLock(memory, WordInMemory.LOCK);

    private void write(long value) {
        lock.writeBegin();
        memory.putLong(WordInMemory.X, value);
        memory.putLong(WordInMemory.Y, value);
        lock.writeEnd();
    }

    /** Writes twice. */
    @Actor
    public void writer() {
        write(7);
        write(8);
    }

    /** Reads once. */
    @Actor
    public void reader(JJJ_Result r) {
        long stamp = lock.readBegin();
        long x = memory.getLong(WordInMemory.X);
        long y = memory.getLong(WordInMemory.Y);
        boolean isWhole = !lock.readRetry(stamp);
        r.r1 = isWhole ? stamp : -1;
        r.r2 = isWhole ? x : 0;
        r.r3 = isWhole ? y : 0;
    }
}
