package io.sluice.stress;

import io.sluice.futex.ReadWriteInMemory;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** SLEEP: the last reader that leaves as a writer falls asleep wakes it. */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "awake")
@Outcome(id = "true", expect = Expect.FORBIDDEN, desc = "asleep though no reader is there")
@State
@SuppressWarnings("LockNotBeforeTry") // an actor unlocks what the constructor locked
public class ReadWriteDrain {
    private final ReadWriteInMemory memory = new ReadWriteInMemory();

    /** Two readers lock, of whom one stays until a writer has come. */
    public ReadWriteDrain() {
        memory.readLock().lock();
        memory.readLock().lock();
        memory.announceWriter();
        memory.readLock().unlock();
    }

    /** Leaves. */
    @Actor
    public void reader() {
        memory.unlock(memory.readLock());
    }

    /** Sleeps until it is alone. */
    @Actor
    public void writer(Z_Result r) {
        r.r1 = memory.writerSleepsOn();
    }
}
