package io.sluice.shm;

/** How the owner of a slot claims records of a ring laid out as {@link MpscLayout} says. */
final class MpscClaims {
    /** What {@link #claim} returns when the ring is full. */
    static final long NO_ROOM = -1;

    /** Each failed attempt is another producer's success; so many in a row nobody has. */
    private static final int MAX_ATTEMPTS = 1 << 24;

    private final Memory memory;
    private final int capacity;
    private final int lapBits;
    private final int records;
    private final int maxRecordLength;
    private final int slot;
    private final long key;
    private final String ring;

    private long limit; // by hasRoom: no record may end beyond; head as last seen, plus capacity

    MpscClaims(Memory memory, int capacity, int slot, String ring) {
        this.memory = memory;
        this.capacity = capacity;
        this.lapBits = Integer.numberOfTrailingZeros(capacity);
        this.records = MpscLayout.records(capacity);
        this.maxRecordLength = MpscLayout.recordLength(MpscLayout.maxMsgLength(capacity));
        this.slot = slot;
        this.key = MpscLayout.key(memory.getLongOpaque(SegmentLayout.NONCE)); // LINK
        this.ring = ring;
    }

    int index(long position) {
        return records + ((int) position & capacity - 1);
    }

    long stamp(long position) {
        return MpscLayout.stamp(position, key);
    }

    /**
     * Claims a record, which is the caller's until it publishes. Lock-free; allocates nothing.
     *
     * @return its position, or {@link #NO_ROOM}
     */
    long claim(int recordLength) {
        for (int attempts = 0; attempts < MAX_ATTEMPTS; attempts++) {
            long tail = memory.getLongAcquire(MpscLayout.TAIL); // TAIL
            int index = claimIndex(tail);
            long found = memory.getLongAcquire(index); // CLAIM
            long lap = MpscLayout.lap(tail, lapBits);
            long foundLap = MpscLayout.claimedLap(found);
            if (foundLap == lap) {
                push(tail, checked(tail, found));
            } else if (foundLap > lap) {
                requireTailMoved(tail, found);
            } else if (tail + recordLength > limit && !hasRoom(tail, recordLength)) {
                if (isStill(tail, index, found)) {
                    return NO_ROOM;
                }
            } else if (exchange(index, found, MpscLayout.claim(lap, recordLength, slot))) {
                push(tail, recordLength);
                return tail;
            }
        }
        throw MpscLayout.corruptTail(
                ring,
                memory.getLongOpaque(MpscLayout.TAIL), // TAIL
                "a position that can be claimed in " + MAX_ATTEMPTS + " attempts");
    }

    /**
     * Pads what the owner of this slot before us claimed and did not publish. Call with the slot's
     * lock held, before the first claim.
     */
    void padPredecessors() {
        long tail = memory.getLongAcquire(MpscLayout.TAIL); // SLOT
        long head = memory.getLongAcquire(MpscLayout.HEAD); // RELEASE
        long position = head;
        while (position <= tail) { // at tail too: a claim may be there that nobody has pushed past
            if (tail - position > capacity) {
                throw MpscLayout.corruptTail(ring, tail, "at most a lap after head=" + head);
            }
            int index = claimIndex(position);
            long found = memory.getLongAcquire(index); // DEATH
            long lap = MpscLayout.lap(position, lapBits);
            long foundLap = MpscLayout.claimedLap(found);
            if (foundLap < lap) {
                return;
            }
            if (foundLap > lap) {
                // We were overtaken; head is beyond this position now.
                long before = head;
                head = memory.getLongAcquire(MpscLayout.HEAD); // RELEASE
                if (head <= before) {
                    throw MpscLayout.corruptClaim(ring, position, found);
                }
                position = head;
                continue;
            }
            int length = checked(position, found);
            if (MpscLayout.owner(found) == slot && !isPublished(position)) {
                // Refused only if the consumer has padded it.
                boolean unused =
                        memory.compareAndSetLong(index, found, MpscLayout.padding(found)); // DEATH
            }
            position += length;
        }
    }

    private boolean isPublished(long position) {
        return memory.getLongAcquire(index(position)) == stamp(position); // DEATH
    }

    private boolean exchange(int index, long found, long claim) {
        return memory.compareAndSetLong(index, found, claim); // CLAIM
    }

    private void push(long tail, int recordLength) {
        // Refused only if somebody else has done it.
        boolean unused =
                memory.compareAndSetLong(MpscLayout.TAIL, tail, tail + recordLength); // TAIL
    }

    /**
     * Looks how far the consumer has come. An old head only makes us think it has come less far.
     */
    private boolean hasRoom(long tail, int recordLength) {
        long head = memory.getLongAcquire(MpscLayout.HEAD); // RELEASE
        if (head < 0 || head % MpscLayout.GRANULE != 0) {
            throw SpscLayout.corruptHead(ring, head, "a multiple of " + MpscLayout.GRANULE);
        }
        limit = head + capacity;
        return tail + recordLength <= limit;
    }

    private boolean isStill(long tail, int index, long claim) {
        return memory.getLongAcquire(MpscLayout.TAIL) == tail // TAIL
                && memory.getLongAcquire(index) == claim; // CLAIM
    }

    /** Who claimed a lap later has seen tail beyond this one; so do we, having seen its claim. */
    private void requireTailMoved(long tail, long claim) {
        if (memory.getLongAcquire(MpscLayout.TAIL) == tail) { // TAIL
            throw MpscLayout.corruptClaim(ring, tail, claim);
        }
    }

    private int checked(long position, long claim) {
        int length = MpscLayout.claimedLength(claim);
        if (length == 0 || length > maxRecordLength) {
            throw MpscLayout.corruptClaim(ring, position, claim);
        }
        return length;
    }

    private int claimIndex(long position) {
        if (position < 0
                || position % MpscLayout.GRANULE != 0
                || MpscLayout.isExhausted(MpscLayout.lap(position, lapBits))) {
            throw MpscLayout.corruptTail(
                    ring, position, "a multiple of " + MpscLayout.GRANULE + " not yet exhausted");
        }
        return MpscLayout.claimIndex(position, capacity);
    }
}
