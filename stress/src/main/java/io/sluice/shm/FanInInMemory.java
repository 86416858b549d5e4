package io.sluice.shm;

import io.sluice.core.AgronaAccess;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Ends of the shipped fan-in ring on memory of their own, of which jcstress makes many. */
public final class FanInInMemory {
    private static final int LANES = 2;
    private static final int CAPACITY = 128;

    static {
        AgronaAccess.ensureOpen();
    }

    private final UnsafeBuffer buffer =
            new UnsafeBuffer(
                    ByteBuffer.allocateDirect(
                            (int) FanInLayout.shape(LANES, CAPACITY).fileLength()));
    private final FanInConsumer consumer = new FanInConsumer(lanes(), () -> {});

    private FanInLanes lanes() {
        return new FanInLanes(new Memory(buffer), LANES, CAPACITY, "stressed");
    }

    /** A producer that takes a lane, 0 or 1, in which there is none. */
    public RingProducer producer(int lane) {
        return lanes().producer(lane, () -> {});
    }

    /** The reading end. */
    public RingConsumer consumer() {
        return consumer;
    }

    /** Marks the ring as one on which some consumer has slept. */
    public void hasBeenSleptOn() {
        buffer.putInt(SpscLayout.SLEPT, 1);
    }

    /** The consumer's steps up to falling asleep. Returns whether it would. */
    public boolean wouldSleep() {
        return consumer.waiting().announceSleep();
    }

    /** Whether no producer has woken a consumer that said it would sleep. */
    public boolean sleeping() {
        return Sleep.isAnnounced(buffer.getInt(SpscLayout.SLEEPING));
    }
}
