package io.sluice.stress;

import io.sluice.futex.FutexSleeper;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * INTERRUPT: an interrupt that comes as the sleep begins ends it or prevents it.
 *
 * <p>It comes after {@code enter}; one that is half-way there is the race that the edge names.
 */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "awake")
@Outcome(id = "true", expect = Expect.FORBIDDEN, desc = "asleep though interrupted")
@State
public class FutexInterrupt {
    private final FutexSleeper sleeper = new FutexSleeper();

    /** Interrupts. */
    @Actor
    public void interrupter() {
        sleeper.interrupt();
    }

    /** Sleeps until interrupted. */
    @Actor
    public void sleeper(Z_Result r) {
        r.r1 = sleeper.sleepsOnInterrupted();
    }
}
