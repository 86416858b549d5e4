package io.sluice.stress;

import io.sluice.shm.MpscInMemory;
import io.sluice.shm.RingProducer;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** CLAIM: two producers never claim the same room. */
@JCStressTest
@Outcome(id = "2, 12", expect = Expect.ACCEPTABLE, desc = "the first claimed first")
@Outcome(id = "2, 21", expect = Expect.ACCEPTABLE, desc = "the second claimed first")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost, repeated or altered")
@State
public class MpscClaim {
    private final MpscInMemory ring = new MpscInMemory(1024);
    private final RingProducer first = ring.producer(1);
    private final RingProducer second = ring.producer(2);
    private final UnsafeBuffer one = new UnsafeBuffer(new byte[100]);
    private final UnsafeBuffer two = new UnsafeBuffer(new byte[8]);

    /** Makes the messages differ. */
    public MpscClaim() {
        one.putLong(0, 1);
        one.putLong(92, 1);
        two.putLong(0, 2);
    }

    /** Writes a message of two granules. */
    @Actor
    public void first() {
        if (!first.write(1, one, 0, 100)) {
            throw new IllegalStateException("full");
        }
    }

    /** Writes a message of one granule. */
    @Actor
    public void second() {
        if (!second.write(2, two, 0, 8)) {
            throw new IllegalStateException("full");
        }
    }

    /** Reads all there is. */
    @Arbiter
    public void read(II_Result r) {
        r.r1 =
                ring.consumer()
                        .read(
                                (type, buffer, index, length) -> {
                                    long last = buffer.getLong(index + length - 8);
                                    boolean whole = buffer.getLong(index) == type && last == type;
                                    r.r2 = whole ? r.r2 * 10 + type : -1;
                                },
                                9);
    }
}
