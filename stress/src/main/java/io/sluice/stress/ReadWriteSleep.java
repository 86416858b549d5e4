package io.sluice.stress;

import io.sluice.futex.ReadWriteInMemory;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** SLEEP: an unlock that comes as a reader falls asleep wakes it. */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "awake")
@Outcome(id = "true", expect = Expect.FORBIDDEN, desc = "asleep though no writer has it")
@State
@SuppressWarnings("LockNotBeforeTry") // an actor unlocks what the constructor locked
public class ReadWriteSleep {
    private final ReadWriteInMemory memory = new ReadWriteInMemory();

    /** Locks to write. */
    public ReadWriteSleep() {
        memory.writeLock().lock();
    }

    /** Unlocks. */
    @Actor
    public void writer() {
        memory.unlock(memory.writeLock());
    }

    /** Sleeps until it is in. */
    @Actor
    public void reader(Z_Result r) {
        r.r1 = memory.readerSleepsOn();
    }
}
