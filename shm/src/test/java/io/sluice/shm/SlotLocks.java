package io.sluice.shm;

/** The locks of a gated ring's slots, as the kernel would keep them. */
final class SlotLocks {
    private final Object[] holders = new Object[BroadcastLayout.MAX_CONSUMERS];

    boolean tryTake(int slot, Object holder) {
        if (holders[slot] != null) {
            return false;
        }
        holders[slot] = holder;
        return true;
    }

    /** The first slot that nobody has. */
    int take(Object holder) {
        int slot = 0;
        while (!tryTake(slot, holder)) {
            slot++;
        }
        return slot;
    }

    void giveBack(int slot) {
        holders[slot] = null;
    }

    /** The holder is dead. */
    void giveBackAllOf(Object holder) {
        for (int slot = 0; slot < holders.length; slot++) {
            holders[slot] = holders[slot] == holder ? null : holders[slot];
        }
    }
}
