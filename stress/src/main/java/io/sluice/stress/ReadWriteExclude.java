package io.sluice.stress;

import io.sluice.futex.ReadWriteInMemory;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** LOCK: a reader sees all that a writer did, or nothing. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "before")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "after")
@Outcome(expect = Expect.FORBIDDEN, desc = "between")
@State
public class ReadWriteExclude {
    private final ReadWriteInMemory memory = new ReadWriteInMemory();
    private int first;
    private int second;

    /** Writes both. */
    @Actor
    public void writer() {
        memory.writeLock().lock();
        try {
            first = 1;
            second = 1;
        } finally {
            memory.writeLock().unlock();
        }
    }

    /** Reads both. */
    @Actor
    public void reader(II_Result r) {
        memory.readLock().lock();
        try {
            r.r2 = second;
            r.r1 = first;
        } finally {
            memory.readLock().unlock();
        }
    }
}
