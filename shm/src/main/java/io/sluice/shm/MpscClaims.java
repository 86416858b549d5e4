package io.sluice.shm;

import java.util.function.IntPredicate;

/** How the owner of a slot claims records of a ring laid out as {@link MpscLayout} says. */
final class MpscClaims {
    /** What {@link #claim} returns when the ring is full. */
    static final long NO_ROOM = -1;

    /** Each failed attempt is another producer's success; so many in a row nobody has. */
    private static final int MAX_ATTEMPTS = 1 << 24;

    /**
     * Tail is stored once in so many bytes, and looked at once in so many claims that are followed:
     * its line would go from producer to producer for each message. Source: measured.
     */
    private static final int TAIL_STRIDE = 1024;

    private static final int CLAIMS_PER_LOOK_AT_TAIL = 16;

    private final Memory memory;
    private final int capacity;
    private final int lapBits;
    private final int records;
    private final int maxRecordLength;
    private final int slot;
    private final long key;
    private final String ring;

    private long next; // by seek: where it looks first, a position that some record ended at
    private long seen; // by seek: the claim word it found there
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
            long position = seek(recordLength);
            if (position == NO_ROOM) {
                return NO_ROOM;
            }
            long claim = MpscLayout.claim(MpscLayout.lap(position, lapBits), recordLength, slot);
            if (exchange(claimIndex(position), seen, claim)) {
                next = position + recordLength;
                if ((position ^ next) >= TAIL_STRIDE) {
                    memory.putLongRelease(MpscLayout.TAIL, next); // TAIL
                }
                return position;
            }
        }
        throw endless(next);
    }

    /** Whether there is room for a record now. */
    boolean canClaim(int recordLength) {
        return seek(recordLength) != NO_ROOM;
    }

    /** The position at which the last claim ends. */
    long end() {
        return seek(0);
    }

    /** The position of the first record not claimed yet, its word in {@link #seen}. */
    private long seek(int recordLength) {
        long position = next;
        for (int attempts = 1; attempts <= MAX_ATTEMPTS; attempts++) {
            long found = memory.getLongAcquire(claimIndex(position)); // CLAIM
            long lap = MpscLayout.lap(position, lapBits);
            long foundLap = MpscLayout.claimedLap(found);
            if (foundLap == lap) {
                position += checked(position, found);
                if (attempts % CLAIMS_PER_LOOK_AT_TAIL == 0) {
                    position = Math.max(position, tail());
                }
            } else if (foundLap > lap) {
                position = positionAhead(position, found);
            } else {
                next = position;
                seen = found;
                boolean fits = position + recordLength <= limit || hasRoom(position, recordLength);
                return fits ? position : NO_ROOM;
            }
        }
        throw endless(position);
    }

    /**
     * Pads what the owner of this slot before us claimed and did not publish. Call with the slot
     * reserved, before its lock is taken.
     */
    void padPredecessors() {
        boolean unused = pad(owner -> owner == slot);
    }

    /**
     * Pads every claim that its owner did not publish and never will.
     *
     * @param isDead tells whose claims these are; asked after the claim was read
     * @return whether there was one
     */
    boolean pad(IntPredicate isDead) {
        boolean padded = false;
        long position = head();
        for (int attempts = 0; attempts < MAX_ATTEMPTS; attempts++) {
            int index = claimIndex(position);
            long found = memory.getLongAcquire(index); // DEATH
            long lap = MpscLayout.lap(position, lapBits);
            long foundLap = MpscLayout.claimedLap(found);
            if (foundLap < lap) {
                next = position;
                return padded;
            }
            if (foundLap > lap) {
                position = headAhead(position, found); // not tail: there may be some before it
                continue;
            }
            int length = checked(position, found);
            if (isLeft(position, MpscLayout.owner(found), isDead)) {
                // Refused only if another has padded it. Behind head it is a word that nobody reads
                // again, and what looked like a missing stamp was a later record.
                boolean exchanged =
                        memory.compareAndSetLong(index, found, MpscLayout.padding(found)); // DEATH
                padded |= exchanged && head() <= position;
            }
            position += length;
        }
        throw endless(position);
    }

    private CorruptSegmentException endless(long position) {
        long claim = memory.getLongOpaque(claimIndex(position)); // CLAIM
        return MpscLayout.corruptClaim(ring, position, claim);
    }

    /** The first look spares a question; the second is the one that counts. */
    private boolean isLeft(long position, int owner, IntPredicate isDead) {
        return owner != 0
                && !isPublished(position)
                && isDead.test(owner) // SLOT
                && !isPublished(position);
    }

    private boolean isPublished(long position) {
        return memory.getLongAcquire(index(position)) == stamp(position); // DEATH
    }

    private boolean exchange(int index, long found, long claim) {
        return memory.compareAndSetLong(index, found, claim); // CLAIM
    }

    /**
     * Looks how far the consumer has come. An old head only makes us think it has come less far.
     */
    private boolean hasRoom(long position, int recordLength) {
        limit = head() + capacity;
        return position + recordLength <= limit;
    }

    private long positionAhead(long position, long claim) {
        return Math.max(headAhead(position, claim), tail());
    }

    /**
     * A position whose granule was claimed a lap later is behind head: whoever claimed that has
     * seen it there, and so do we, having seen the claim.
     */
    private long headAhead(long position, long claim) {
        long head = head();
        if (head <= position) {
            throw MpscLayout.corruptClaim(ring, position, claim);
        }
        return head;
    }

    /** A position at which a record ended, maybe long ago. */
    private long tail() {
        return memory.getLongAcquire(MpscLayout.TAIL); // TAIL
    }

    private long head() {
        long head = memory.getLongAcquire(MpscLayout.HEAD); // RELEASE
        if (head < 0 || head > SpscLayout.MAX_POSITION || head % MpscLayout.GRANULE != 0) {
            throw SpscLayout.corruptHead(ring, head, "a multiple of " + MpscLayout.GRANULE);
        }
        return head;
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
            throw MpscLayout.corruptTail(ring, position);
        }
        return MpscLayout.claimIndex(position, capacity);
    }
}
