package io.sluice.stress;

import io.sluice.futex.ReadWriteInMemory;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** SLEEP: a writer that gives up as a reader behind it falls asleep wakes it. */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "awake")
@Outcome(id = "true", expect = Expect.FORBIDDEN, desc = "asleep behind a writer that has left")
@State
@SuppressWarnings("LockNotBeforeTry") // an actor unlocks what the constructor locked
public class ReadWriteGiveUp {
    private final ReadWriteInMemory memory = new ReadWriteInMemory();

    /** A reader has it, and a writer waits. */
    public ReadWriteGiveUp() {
        memory.readLock().lock();
        memory.announceWriter();
    }

    /** Gives up. */
    @Actor
    public void writer() {
        memory.giveUp();
    }

    /** Sleeps until it is in. */
    @Actor
    public void reader(Z_Result r) {
        r.r1 = memory.readerSleepsOn();
    }
}
