package io.sluice.stress;

import io.sluice.shm.NamedSegment;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** LINK: who opens a segment as it gets its name sees all of its header. */
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "whole as soon as there is the name")
@Outcome(id = "false", expect = Expect.FORBIDDEN, desc = "named before it was whole")
@State
public class SegmentLink {
    private final NamedSegment segment = new NamedSegment();

    /** Creates it. */
    @Actor
    public void creator() {
        segment.create();
    }

    /** Opens it as soon as there is the name. */
    @Actor
    public void opener(Z_Result r) {
        r.r1 = segment.isWholeOnceNamed();
    }

    /** Removes the name. */
    @Arbiter
    public void unlink() {
        segment.unlink();
    }
}
