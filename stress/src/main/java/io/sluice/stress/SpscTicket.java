package io.sluice.stress;

import io.sluice.shm.AgronaRingBuffer;
import io.sluice.shm.Segment;
import io.sluice.shm.SegmentOptions;
import io.sluice.shm.SpscRing;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** TICKET: a ring opened twice, as by two processes, gives no id twice. */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "two ids")
@Outcome(id = "true", expect = Expect.FORBIDDEN, desc = "one id twice")
@State
public class SpscTicket {
    private static final SegmentOptions OPTIONS =
            SegmentOptions.named("sluice-stress-" + ProcessHandle.current().pid());
    private static final AgronaRingBuffer FIRST =
            AgronaRingBuffer.of(SpscRing.create(OPTIONS, 128));
    private static final AgronaRingBuffer SECOND = AgronaRingBuffer.of(SpscRing.open(OPTIONS));

    static {
        Segment.unlink(OPTIONS);
    }

    private long first; // by its actor
    private long second; // by its actor

    /** Takes an id. */
    @Actor
    public void first() {
        first = FIRST.nextCorrelationId();
    }

    /** Takes an id. */
    @Actor
    public void second() {
        second = SECOND.nextCorrelationId();
    }

    /** Compares them. */
    @Arbiter
    public void same(Z_Result r) {
        r.r1 = first == second;
    }
}
