package io.sluice.shm;

import io.sluice.core.AgronaAccess;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Both ends of the shipped SPSC ring on memory of their own, of which jcstress makes many. */
public final class RingInMemory {
    static {
        AgronaAccess.ensureOpen();
    }

    private final UnsafeBuffer buffer;
    private final SpscProducer producer;
    private final SpscConsumer consumer;

    /** An empty ring. */
    public RingInMemory(int capacity) {
        buffer =
                new UnsafeBuffer(
                        ByteBuffer.allocateDirect((int) SpscLayout.shape(capacity).fileLength()));
        buffer.putInt(SpscLayout.WAITS, 1); // the producer works ahead
        Memory memory = new Memory(buffer);
        producer =
                new SpscProducer(memory, capacity, Sleep.onMessages(memory), "stressed", () -> {});
        consumer = new SpscConsumer(new Memory(buffer), capacity, "stressed", () -> {});
    }

    /** The writing end. */
    public RingProducer producer() {
        return producer;
    }

    /** The reading end. */
    public RingConsumer consumer() {
        return consumer;
    }

    /** Marks the ring as one on which some consumer and some producer have slept. */
    public void hasBeenSleptOn() {
        buffer.putInt(SpscLayout.SLEPT, 1);
        buffer.putInt(SpscLayout.ROOM_SLEPT, 1);
    }

    /** The producer's steps up to falling asleep for want of room. Returns whether it would. */
    public boolean wouldSleepForRoom(int length) {
        producer.lookForRoom(length);
        return producer.waiting().announceSleep();
    }

    /** Whether the consumer has not woken a producer that said it would sleep. */
    public boolean sleepingForRoom() {
        return Sleep.isAnnounced(buffer.getInt(SpscLayout.ROOM_SLEEPING));
    }

    /** The consumer's steps up to falling asleep. Returns whether it would. */
    public boolean wouldSleep() {
        return consumer.waiting().announceSleep();
    }

    /** Whether the producer has not woken a consumer that said it would sleep. */
    public boolean sleeping() {
        return Sleep.isAnnounced(buffer.getInt(SpscLayout.SLEEPING));
    }
}
