package io.sluice.shm;

import java.lang.invoke.VarHandle;

/**
 * A place in a ring laid out as {@link BroadcastLayout} says, and the number of the record that
 * begins there, or will. Only reads the ring, and may be overtaken by the producer at any time.
 *
 * <p>A move returns {@code false} if the producer was quicker; it may be tried again.
 */
final class BroadcastCursor {
    private final Memory memory;
    private final int capacity;
    private final int chunkShift;
    private final int maxMsgLength;
    private final long key;
    private final String ring;

    private long position; // by every move
    private long number = BroadcastLayout.FIRST_NUMBER; // by every move

    /** Where the first record begins. */
    BroadcastCursor(Memory memory, int capacity, String ring) {
        this.memory = memory;
        this.capacity = capacity;
        this.chunkShift = Integer.numberOfTrailingZeros(capacity / BroadcastLayout.CHUNKS);
        this.maxMsgLength = BroadcastLayout.maxMsgLength(capacity);
        this.key = BroadcastLayout.key(memory.getLongOpaque(SegmentLayout.NONCE)); // LINK
        this.ring = ring;
    }

    int capacity() {
        return capacity;
    }

    long position() {
        return position;
    }

    long number() {
        return number;
    }

    /** Where the record lies. */
    int index() {
        return index(position);
    }

    /** Whether the record is there. */
    boolean isPublished() {
        long stamp = memory.getLongAcquire(index(position)); // PUBLISH
        return stamp == BroadcastLayout.stamp(number, key);
    }

    /** Whether what was read here before this call may be a later record's. */
    boolean isLapped() {
        VarHandle.loadLoadFence(); // RESERVE
        return memory.getLongOpaque(BroadcastLayout.RESERVED) > position + capacity; // RESERVE
    }

    /** The header of the published record. If lapped, anything. */
    long header() {
        return memory.getLong(index(position) + BroadcastLayout.HEADER);
    }

    boolean isRecord(long header) {
        return SpscLayout.isRecord(header, maxMsgLength);
    }

    CorruptSegmentException corruptRecord(long header) {
        return SpscLayout.corruptRecord(ring, position, header);
    }

    void advance(int msgLength) {
        position += BroadcastLayout.recordLength(msgLength);
        number++;
    }

    void retreat(int msgLength) {
        position -= BroadcastLayout.recordLength(msgLength);
        number--;
    }

    /** Moves to where a consumer joins. */
    boolean to(Join join) {
        return switch (join) {
            case NEWEST -> toNewest() && (isPublished() ? step() : !isLapped());
            case OLDEST -> toOldest();
            case LATEST_VALUE -> toNewest();
        };
    }

    /** Moves past the newest record of a ring that nobody writes now. Returns where it begins. */
    long toEnd() {
        if (to(Join.LATEST_VALUE)) {
            long newest = position;
            if (to(Join.NEWEST)) {
                return newest;
            }
        }
        throw corruptReserved(position);
    }

    /**
     * Moves on, from where it was lapped, to the first record of a chunk half a ring behind the
     * newest: far enough from where the producer writes, and little more than need be is lost.
     */
    boolean toRetained() {
        VarHandle.acquireFence(); // RESERVE
        long newest = newest();
        if (newest <= position) {
            throw corruptReserved(newest);
        }
        long chunk = Math.max(0, (newest >> chunkShift) - BroadcastLayout.CHUNKS / 2);
        return toBoundary(chunk, newest) || jumpToNewest(newest);
    }

    /**
     * Moves on from a published record to the newest; stops a ring later, however quick that is.
     */
    boolean skipToNewest() {
        long start = position;
        while (position - start < capacity) {
            long before = position;
            if (!step()) {
                return false;
            }
            if (!isPublished()) {
                position = before;
                number--;
                return true;
            }
            if (!jumpToNewest(newest())) {
                return false;
            }
        }
        return true;
    }

    /** To the newest record; to where the first one will be if there has never been one. */
    private boolean toNewest() {
        return jumpToNewest(newest()) && (isPublished() ? skipToNewest() : !isLapped());
    }

    /** To the oldest record at which a chunk begins and which is not about to be overwritten. */
    private boolean toOldest() {
        long reserved = memory.getLongAcquire(BroadcastLayout.RESERVED); // RESERVE
        long newest = newest();
        long lastChunk = newest >> chunkShift;
        long retained = ((reserved - capacity - 1) >> chunkShift) + 1;
        long chunk = Math.max(Math.max(0, lastChunk - BroadcastLayout.CHUNKS), retained);
        return toBoundary(chunk, newest) || jumpToNewest(newest);
    }

    /** Past a published record. */
    private boolean step() {
        long header = header();
        if (isLapped()) {
            return false;
        }
        if (!isRecord(header)) {
            throw corruptRecord(header);
        }
        advance(SpscLayout.length(header));
        return true;
    }

    /** To the first chunk's first record that is there still. */
    private boolean toBoundary(long firstChunk, long newest) {
        for (long chunk = firstChunk; chunk <= newest >> chunkShift; chunk++) {
            long place = memory.getLongOpaque(BroadcastLayout.boundary(chunk)); // NEWEST
            boolean current = place >> chunkShift == chunk && place <= newest;
            if (current && place % BroadcastLayout.ALIGNMENT == 0 && jump(place)) {
                return true;
            }
        }
        return false;
    }

    private boolean jumpToNewest(long newest) {
        if (newest <= position || jump(newest)) {
            return true;
        }
        // Not overtaken: the producer reserves far less than a ring ahead of its newest record.
        if (newest() == newest) {
            throw corruptReserved(newest);
        }
        return false;
    }

    /** To a record at this place or after it. */
    private boolean jump(long place) {
        long stamp = memory.getLongAcquire(index(place)); // NEWEST
        VarHandle.loadLoadFence(); // RESERVE
        if (memory.getLongAcquire(BroadcastLayout.RESERVED) > place + capacity) { // RESERVE
            return false;
        }
        if (place == position) {
            return true;
        }
        long found = BroadcastLayout.number(stamp, key);
        long distance = place - position;
        long records = found - number;
        if (distance < 0
                || records < Math.max(1, distance >> chunkShift)
                || records > distance / BroadcastLayout.MESSAGE) {
            throw BroadcastLayout.corrupt(
                    ring,
                    "the number of the record at position=" + place,
                    found,
                    "one that follows number=" + number + " at position=" + position);
        }
        position = place;
        number = found;
        return true;
    }

    private CorruptSegmentException corruptReserved(long newest) {
        long reserved = memory.getLongOpaque(BroadcastLayout.RESERVED); // RESERVE
        return BroadcastLayout.corrupt(
                ring, "reserved", reserved, "less than a ring more than latest=" + newest);
    }

    private long newest() {
        long newest = memory.getLongAcquire(BroadcastLayout.LATEST); // NEWEST
        if (newest < 0
                || newest > SpscLayout.MAX_POSITION
                || newest % BroadcastLayout.ALIGNMENT != 0) {
            throw BroadcastLayout.corrupt(ring, "latest", newest, "a multiple of 8");
        }
        return newest;
    }

    private int index(long place) {
        return BroadcastLayout.RECORDS + ((int) place & capacity - 1);
    }
}
