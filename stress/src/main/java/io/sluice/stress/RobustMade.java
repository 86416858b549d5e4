package io.sluice.stress;

import io.sluice.core.linux.NativeMemory;
import io.sluice.futex.RobustMutex;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** MADE: who attaches to a mutex that is just being made finds it whole, or is refused. */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "not yet, or whole")
@Outcome(id = "true", expect = Expect.FORBIDDEN, desc = "the remains of what was there before")
@State
public class RobustMade {
    private static final int PID_NAMESPACE = 20;

    private final UnsafeBuffer memory = NativeMemory.allocate(64);

    /** The memory has been used. */
    public RobustMade() {
        memory.putInt(0, 77);
    }

    /** Makes it. */
    @Actor
    public void maker() {
        RobustMutex.initialize(memory, 0);
    }

    /** Attaches if it can. */
    @Actor
    public void attacher(Z_Result r) {
        try {
            RobustMutex unused = new RobustMutex(memory, 0, () -> {});
            r.r1 = memory.getInt(0) != 0 || memory.getInt(PID_NAMESPACE) == 0;
        } catch (IllegalStateException e) {
            r.r1 = false;
        }
    }
}
