package io.sluice.stress;

import io.sluice.futex.ReadWriteInMemory;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** LOCK: a reader has read before its leave lets a writer write, though the kernel makes it. */
@JCStressTest
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "read before")
@Outcome(id = "7", expect = Expect.FORBIDDEN, desc = "read what was written after")
@State
@SuppressWarnings("LockNotBeforeTry") // an actor unlocks what the constructor locked
public class ReadWriteLeave {
    private final ReadWriteInMemory memory = new ReadWriteInMemory();
    private int value;

    /** Locks to read, and lets a writer seem to wait. */
    public ReadWriteLeave() {
        memory.readLock().lock();
        memory.announceWriter();
    }

    /** Reads and leaves. */
    @Actor
    public void reader(I_Result r) {
        r.r1 = value;
        memory.unlock(memory.readLock());
    }

    /** Writes when it is alone. */
    @Actor
    public void writer() {
        if (!memory.writerSleepsOn()) {
            value = 7;
        }
    }
}
