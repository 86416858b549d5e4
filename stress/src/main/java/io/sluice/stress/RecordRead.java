package io.sluice.stress;

import io.sluice.shm.RecordInMemory;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** RECORD: who asks for a lock's holder gets all of its record, or none. */
@JCStressTest
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "not held yet, or no more")
@Outcome(id = "5", expect = Expect.ACCEPTABLE, desc = "the first holder")
@Outcome(id = "6", expect = Expect.ACCEPTABLE, desc = "the second")
@Outcome(id = "-1", expect = Expect.FORBIDDEN, desc = "a part of one")
@State
public class RecordRead {
    private final RecordInMemory memory = new RecordInMemory();

    /** Two have the lock, one after the other. */
    @Actor
    public void holders() {
        memory.write(5);
        memory.clear(5);
        memory.write(6);
    }

    /** Asks. */
    @Actor
    public void asker(I_Result r) {
        r.r1 = memory.tid();
    }
}
