package io.sluice.shm;

import java.lang.invoke.VarHandle;

/**
 * How the producer of a ring laid out as {@link BroadcastLayout} says announces where it is going
 * to write, a chunk at a time, and asks how far it may.
 */
final class Reservation {
    private final Memory memory;
    private final int mask;
    private final int chunk;
    private final Room room;
    private final long staleEnd; // the producer before us was told to write up to here at most

    private long reserved; // by extend: as stored
    private long stale; // by extend: from here to staleEnd an unfinished batch may have left stamps

    /** What the consumers allow. */
    interface Room {
        /** How far the producer, which is at a position and wants to reach an end, may write. */
        long limit(long position, long end);
    }

    /** For a new producer, whose first record will begin at {@code position}. */
    Reservation(Memory memory, int capacity, long position, Room room, String ring) {
        this.memory = memory;
        this.mask = capacity - 1;
        this.chunk = capacity / BroadcastLayout.CHUNKS;
        this.room = room;
        this.stale = position;
        this.staleEnd = memory.getLongAcquire(BroadcastLayout.RESERVED); // RESERVE
        if (staleEnd < position || staleEnd > position + 2L * chunk || staleEnd % chunk != 0) {
            throw BroadcastLayout.corrupt(
                    ring,
                    "reserved",
                    staleEnd,
                    "a multiple of " + chunk + " from position=" + position + " on, and near it");
        }
        reserve(staleEnd);
    }

    /**
     * Reserves up to the end at least. Returns how far the producer may write; less than the end if
     * the consumers do not allow it.
     */
    long extend(long position, long end) {
        if (end > reserved) {
            reserve(end + chunk - 1 & -chunk);
        }
        // The word after a record is where consumers look next: it has to be clean too.
        boolean clean = end >= staleEnd;
        long limit = room.limit(position, clean ? end : end + BroadcastLayout.ALIGNMENT);
        limit = Math.min(reserved, limit);
        for (; stale < Math.min(limit, staleEnd); stale += BroadcastLayout.ALIGNMENT) {
            memory.putLong(BroadcastLayout.RECORDS + ((int) stale & mask), 0L);
        }
        return stale < staleEnd ? limit - BroadcastLayout.ALIGNMENT : limit;
    }

    /** Never takes anything back: consumers that join may rely on the greatest value. */
    private void reserve(long wanted) {
        reserved = wanted;
        memory.putLongRelease(BroadcastLayout.RESERVED, wanted); // RESERVE
        VarHandle.fullFence(); // RESERVE, GATE
    }
}
