package io.sluice.stress;

import io.sluice.futex.FutexSleeper;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** SLEEP: a wake that comes as the sleep begins ends it or prevents it. */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "awake")
@Outcome(id = "true", expect = Expect.FORBIDDEN, desc = "asleep though woken")
@State
public class FutexSleep {
    private final FutexSleeper sleeper = new FutexSleeper();

    /** Changes the word and wakes. */
    @Actor
    public void waker() {
        sleeper.wake();
    }

    /** Sleeps while the word is as it was. */
    @Actor
    public void sleeper(Z_Result r) {
        r.r1 = sleeper.sleepsOn();
    }
}
