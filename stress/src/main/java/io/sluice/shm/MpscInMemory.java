package io.sluice.shm;

import io.sluice.core.AgronaAccess;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Ends of the shipped MPSC ring on memory of their own, of which jcstress makes many, and a word
 * for each slot and for the consumer in place of the kernel's locks.
 */
public final class MpscInMemory {
    private static final int SLOTS = 4;
    private static final int CONSUMER = 0; // which is no producer's slot

    static {
        AgronaAccess.ensureOpen();
    }

    private final int capacity;
    private final UnsafeBuffer buffer;
    private final AtomicIntegerArray alive = new AtomicIntegerArray(SLOTS);
    private final MpscConsumer consumer; // the first

    /** An empty ring of 64 bytes or more, however small. */
    public MpscInMemory(int capacity) {
        this.capacity = capacity;
        buffer =
                new UnsafeBuffer(
                        ByteBuffer.allocateDirect(
                                MpscLayout.records(capacity) + capacity + MpscLayout.GRANULE));
        buffer.putLong(SegmentLayout.NONCE, System.nanoTime());
        consumer = (MpscConsumer) nextConsumer();
    }

    /** A producer that takes a slot, whose lock is free, over. */
    public RingProducer producer(int slot) {
        RingProducer producer =
                new MpscProducer(
                        new Memory(buffer), capacity, slot, "stressed", () -> alive.set(slot, 0));
        alive.set(slot, 1);
        return producer;
    }

    /** As if the owner of a slot had been killed. */
    public void kill(int slot) {
        alive.set(slot, 0);
    }

    /** The first reading end. */
    public RingConsumer consumer() {
        return consumer;
    }

    /** A reading end of who waits until the one before has given its role up. */
    public RingConsumer nextConsumer() {
        while (!alive.compareAndSet(CONSUMER, 0, 1)) { // ROLE
            Thread.onSpinWait();
        }
        return new MpscConsumer(
                new Memory(buffer),
                capacity,
                slot -> alive.get(slot) != 0,
                "stressed",
                () -> alive.set(CONSUMER, 0));
    }

    /** Looks for a message, and if there is none whether what is claimed there will ever come. */
    public boolean lookTwice() {
        return !consumer.waiting().announceSleep();
    }

    /** Marks the ring as one on which some consumer has slept. */
    public void hasBeenSleptOn() {
        buffer.putInt(SpscLayout.SLEPT, 1);
    }

    /** Whether no producer has woken a consumer that said it would sleep. */
    public boolean sleeping() {
        return Sleep.isAnnounced(buffer.getInt(SpscLayout.SLEEPING));
    }
}
