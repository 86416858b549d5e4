package io.sluice.shm;

import io.sluice.core.AgronaAccess;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Ends of the shipped broadcast rings on memory of their own, of which jcstress makes many, and a
 * word for each slot of a gated one in place of the kernel's lock.
 */
public final class BroadcastInMemory {
    static {
        AgronaAccess.ensureOpen();
    }

    private final int capacity;
    private final UnsafeBuffer buffer;
    private final AtomicIntegerArray locks = new AtomicIntegerArray(BroadcastLayout.MAX_CONSUMERS);
    private final RingProducer producer;

    /** An empty ring. */
    public BroadcastInMemory(int capacity, boolean gated) {
        this.capacity = capacity;
        buffer =
                new UnsafeBuffer(
                        ByteBuffer.allocateDirect(
                                (int) BroadcastLayout.lossy(capacity).fileLength()));
        buffer.putLong(SegmentLayout.NONCE, System.nanoTime());
        Memory memory = new Memory(buffer);
        Reservation.Room room =
                gated
                        ? new Gates(memory, capacity, new Locks(), "stressed")
                        : (position, end) -> Long.MAX_VALUE;
        producer = new BroadcastProducer(memory, capacity, room, "stressed", () -> {});
    }

    private final class Locks implements Gates.Locks {
        @Override
        public boolean tryTake(int slot) {
            return locks.compareAndSet(slot, 0, 1); // EVICT
        }

        @Override
        public void giveBack(int slot) {
            locks.set(slot, 0);
        }
    }

    /** The writing end. */
    public RingProducer producer() {
        return producer;
    }

    /** A consumer of the lossy ring. */
    public BroadcastConsumer lossy(Join join) {
        Memory memory = new Memory(buffer);
        Sleep sleep = BroadcastLayout.sleepOnMessages(memory);
        return new LossyConsumer(memory, capacity, join, sleep, "stressed");
    }

    /** A consumer of the gated ring, in a slot that it waits for. */
    public RingConsumer gated(int slot, Join join) {
        while (!locks.compareAndSet(slot, 0, 1)) { // EVICT
            Thread.onSpinWait();
        }
        Memory memory = new Memory(buffer);
        BroadcastCursor cursor = new BroadcastCursor(memory, capacity, "stressed");
        Runnable giveUp = () -> locks.set(slot, 0);
        GatedConsumer consumer = new GatedConsumer(memory, cursor, slot, "stressed", giveUp);
        consumer.join(join);
        return consumer;
    }

    /** As if the consumer in a slot had been killed. */
    public void kill(int slot) {
        locks.set(slot, 0);
    }

    /** Whether nobody who is in a slot holds the producer up. */
    public boolean isOpen(int slot) {
        return buffer.getLong(BroadcastLayout.gate(slot)) == 0;
    }

    /** Marks the ring as one on which somebody has slept, consumers and producer. */
    public void hasBeenSleptOn() {
        buffer.putInt(BroadcastLayout.SLEPT, 1);
        buffer.putInt(BroadcastLayout.ROOM_SLEPT, 1);
    }

    /** A consumer's steps up to falling asleep. Returns whether it would. */
    public static boolean wouldSleep(RingConsumer consumer) {
        return ((BroadcastReader) consumer).waiting().announceSleep();
    }

    /** The producer's steps up to falling asleep for want of room. Returns whether it would. */
    public boolean producerWouldSleep(int length) {
        BroadcastProducer end = (BroadcastProducer) producer;
        end.lookForRoom(length);
        return end.waiting().announceSleep();
    }

    /** Whether no producer has woken consumers that said they would sleep. */
    public boolean sleeping() {
        return Sleep.isAnnounced(buffer.getInt(BroadcastLayout.SLEEPING));
    }

    /** Whether no consumer has woken a producer that said it would sleep. */
    public boolean producerSleeping() {
        return Sleep.isAnnounced(buffer.getInt(BroadcastLayout.ROOM_SLEEPING));
    }
}
