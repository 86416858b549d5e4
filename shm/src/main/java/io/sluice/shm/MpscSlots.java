package io.sluice.shm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The slots of those who write to a ring laid out as {@link MpscLayout} says, which names the
 * edges: who has one, and how it is taken.
 */
final class MpscSlots {
    private final Segment segment;
    private final int count;
    private final String owners;

    /** Makes what owns a slot. */
    interface Taker<T> {
        /**
         * Runs with the slot reserved, while nobody has its lock.
         *
         * @param giveUp gives the slot back
         */
        T take(int slot, Runnable giveUp);
    }

    /** Slots 1 to {@code count}, whose owners are called so in messages. */
    MpscSlots(Segment segment, int count, String owners) {
        this.segment = segment;
        this.count = count;
        this.owners = owners;
    }

    /**
     * Takes the first free slot.
     *
     * @throws SegmentException if there is none
     */
    <T> T take(Taker<T> taker) {
        for (int slot = 1; slot <= count; slot++) {
            Optional<T> taken = tryTake(slot, taker);
            if (taken.isPresent()) {
                return taken.get();
            }
        }
        throw new SegmentException(
                segment
                        + " has "
                        + count
                        + " "
                        + owners
                        + ", as many as can be; close those that are not needed: "
                        + holders());
    }

    /**
     * The slot is reserved first: as long as nobody has its lock, the consumer knows the one before
     * to be dead, wherever we are stopped.
     */
    private <T> Optional<T> tryTake(int slot, Taker<T> taker) {
        int record = MpscLayout.slotRecord(slot);
        if (!segment.tryAcquire(MpscLayout.reservation(slot), record)) { // SLOT
            return Optional.empty();
        }
        boolean attached = false;
        try {
            T owner = taker.take(slot, () -> giveUp(slot));
            attached = segment.tryAcquire(MpscLayout.lock(slot), record); // SLOT
            return attached ? Optional.of(owner) : Optional.empty();
        } finally {
            if (!attached) {
                segment.release(MpscLayout.reservation(slot));
            }
        }
    }

    private void giveUp(int slot) {
        segment.release(MpscLayout.lock(slot));
        segment.release(MpscLayout.reservation(slot));
    }

    /** Whether the owner of a slot lives. */
    boolean isHeld(int slot) {
        return segment.isHeld(MpscLayout.lock(slot));
    }

    /** Who has a slot now. */
    Optional<RoleHolder> holder(int slot) {
        return segment.holder(MpscLayout.lock(slot), MpscLayout.slotRecord(slot));
    }

    /** Who has any, one entry a slot. */
    List<RoleHolder> holders() {
        List<RoleHolder> holders = new ArrayList<>();
        for (int slot = 1; slot <= count; slot++) {
            holder(slot).ifPresent(holders::add);
        }
        return holders;
    }
}
