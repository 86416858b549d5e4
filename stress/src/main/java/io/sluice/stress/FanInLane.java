package io.sluice.stress;

import io.sluice.shm.FanInInMemory;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** LANE: of producers that come at the same time none stays unseen, nor their messages. */
@JCStressTest
@Outcome(
        id = {"1, 3", "3, 3"},
        expect = Expect.ACCEPTABLE,
        desc = "both read, now or later")
@Outcome(expect = Expect.FORBIDDEN, desc = "a lane was passed over for good")
@State
public class FanInLane {
    private final FanInInMemory ring = new FanInInMemory();
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[8]);
    private int read; // by readAll: bit 0 for the lower lane, bit 1 for the higher

    private void write(int lane) {
        if (!ring.producer(lane).write(1 + lane, message, 0, 8)) {
            throw new IllegalStateException("full");
        }
    }

    /** Takes the lower lane and writes; then the consumer reads what is there. */
    @Actor
    public void lowerAndConsumer(II_Result r) {
        write(0);
        r.r1 = readAll();
    }

    /** Takes the higher lane and writes. */
    @Actor
    public void higher() {
        write(1);
    }

    /** Reads the rest. */
    @Arbiter
    public void rest(II_Result r) {
        r.r2 = readAll();
    }

    private int readAll() {
        ring.consumer().read((type, buffer, index, length) -> read |= type, 9);
        return read;
    }
}
