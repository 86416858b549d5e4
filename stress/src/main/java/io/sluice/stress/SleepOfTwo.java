package io.sluice.stress;

import io.sluice.shm.SleepersInMemory;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** SLEEP: of two on one word, neither sleeps on beside what it waits for. */
@JCStressTest
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "nobody is left asleep")
@Outcome(expect = Expect.FORBIDDEN, desc = "asleep beside the flag")
@State
public class SleepOfTwo {
    private final SleepersInMemory sleepers = new SleepersInMemory();
    private boolean first; // by its actor: would sleep
    private boolean second; // by its actor: would sleep

    /** Looks, and sleeps if there is nothing; then the flag is set, and who sleeps is woken. */
    @Actor
    public void firstAndWaker() {
        first = sleepers.wouldSleep(0);
        sleepers.set();
    }

    /** Looks, and sleeps if there is nothing. */
    @Actor
    public void second() {
        second = sleepers.wouldSleep(1);
    }

    /** Sees who is left asleep. */
    @Arbiter
    public void left(ZZ_Result r) {
        r.r1 = first && sleepers.sleeps(0);
        r.r2 = second && sleepers.sleeps(1);
    }
}
