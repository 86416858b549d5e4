package io.sluice.stress;

import io.sluice.futex.ReadWriteInMemory;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** LOCK: what was done before an unlock that the kernel makes is seen by the next reader. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "still held")
@Outcome(id = "1, 7", expect = Expect.ACCEPTABLE, desc = "taken, and seen")
@Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "taken, and not seen")
@State
@SuppressWarnings("LockNotBeforeTry") // an actor unlocks what the constructor locked
public class ReadWriteHandOver {
    private final ReadWriteInMemory memory = new ReadWriteInMemory();
    private int value;

    /** Locks to write, and lets a reader seem to wait. */
    public ReadWriteHandOver() {
        memory.writeLock().lock();
        memory.announceReader();
    }

    /** Writes and unlocks. */
    @Actor
    public void writer() {
        value = 7;
        memory.unlock(memory.writeLock());
    }

    /** Locks if it can, and reads. */
    @Actor
    public void reader(II_Result r) {
        if (memory.readLock().tryLock()) {
            r.r1 = 1;
            r.r2 = value;
        }
    }
}
