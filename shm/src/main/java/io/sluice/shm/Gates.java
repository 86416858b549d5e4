package io.sluice.shm;

import java.util.concurrent.TimeUnit;

/**
 * How far the consumers of a gated ring laid out as {@link BroadcastLayout} says let its producer
 * write: a ring ahead of the slowest that lives.
 */
final class Gates implements Reservation.Room {
    private static final int NONE = -1;

    /** A question is a system call. */
    private static final long QUESTION_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Memory memory;
    private final int capacity;
    private final Locks locks;
    private final String ring;

    private int slot = NONE; // by find: the slowest consumer's
    private long slowest; // by find: its position
    private long askedNs = System.nanoTime(); // by evict

    /** The locks of the slots, which the kernel takes away from the dead. */
    interface Locks {
        /** Takes the lock of a slot if nobody has it. */
        boolean tryTake(int slot);

        /** Gives it back. */
        void giveBack(int slot);
    }

    Gates(Memory memory, int capacity, Locks locks, String ring) {
        this.memory = memory;
        this.capacity = capacity;
        this.locks = locks;
        this.ring = ring;
    }

    @Override
    public long limit(long position, long end) {
        if (isStillHeldUp(end) && !evict()) {
            return position; // not more: others may have joined, further behind
        }
        do {
            find(position);
        } while (slowest + capacity < end && evict());
        return slowest + capacity;
    }

    /** Whether the consumer that was the slowest has not moved: a look at one line, not at all. */
    private boolean isStillHeldUp(long end) {
        return slot != NONE && slowest + capacity < end && gate(slot) == slowest + 1;
    }

    private void find(long position) {
        slot = NONE;
        slowest = position;
        for (int i = 0; i < BroadcastLayout.MAX_CONSUMERS; i++) {
            long gate = gate(i);
            if (gate == 0) {
                continue;
            }
            long read = gate - 1;
            if (read < 0 || read > position || read % BroadcastLayout.ALIGNMENT != 0) {
                throw BroadcastLayout.corrupt(
                        ring,
                        "the gate of slot " + i,
                        gate,
                        "0, or 1 and a multiple of 8 up to position=" + position);
            }
            if (read < slowest) {
                slot = i;
                slowest = read;
            }
        }
    }

    /** Clears the slowest consumer's gate if it is dead. */
    private boolean evict() {
        long now = System.nanoTime();
        if (now - askedNs < QUESTION_INTERVAL_NS) {
            return false;
        }
        if (!locks.tryTake(slot)) { // EVICT
            askedNs = now;
            return false;
        }
        memory.putLongRelease(BroadcastLayout.gate(slot), 0L); // EVICT
        locks.giveBack(slot);
        return true;
    }

    private long gate(int of) {
        return memory.getLongAcquire(BroadcastLayout.gate(of)); // RELEASE
    }
}
