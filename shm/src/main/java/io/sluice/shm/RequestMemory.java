package io.sluice.shm;

/**
 * The bytes of a request channel.
 *
 * @param memory all of them
 * @param layout how they lie
 * @param name what messages call it
 */
record RequestMemory(Memory memory, RequestLayout layout, String name) {
    /** The lane of a slot, in which a ring's ends find themselves as in a segment. */
    Memory lane(int slot) {
        return memory.slice(layout.lane(slot), layout.laneLength());
    }
}
