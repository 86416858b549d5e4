package io.sluice.shm;

import org.agrona.DirectBuffer;

/** The writing end of a ring laid out as {@link BroadcastLayout} says. */
final class BroadcastProducer extends RecordProducer {
    private final int mask;
    private final int chunk;
    private final long key;
    private final Reservation reservation;
    private final Sleep consumers;

    private long position; // end of the last record, published or of the batch
    private long number; // of the record that begins there
    private long limit; // by makeRoom: no record may end beyond; or the batch's end
    private long nextChunk; // by publish: who begins there or after begins a chunk
    private long batch = NONE; // position of the batch's first record
    private long batchNumber; // of the batch's first record
    private long newest; // position of the last record
    private long limitAfterBatch; // limit as it was
    private long nextChunkBeforeBatch; // nextChunk as it was

    /** The end of a ring whose consumers let it write as {@code room} says. */
    BroadcastProducer(
            Memory memory, int capacity, Reservation.Room room, String ring, Runnable giveUpRole) {
        super(
                memory,
                BroadcastLayout.maxMsgLength(capacity),
                BroadcastLayout.sleepOnRoom(memory),
                ring,
                giveUpRole);
        this.mask = capacity - 1;
        this.chunk = capacity / BroadcastLayout.CHUNKS;
        this.key = BroadcastLayout.key(memory.getLongOpaque(SegmentLayout.NONCE)); // LINK
        this.consumers = BroadcastLayout.sleepOnMessages(memory);
        BroadcastCursor end = new BroadcastCursor(memory, capacity, ring);
        this.newest = end.toEnd();
        this.position = end.position();
        this.number = end.number();
        this.limit = position;
        this.reservation = new Reservation(memory, capacity, position, room, ring);
        this.nextChunk = nextChunk();
        memory.putLongRelease(BroadcastLayout.LATEST, newest); // NEWEST
    }

    @Override
    public boolean write(int msgTypeId, DirectBuffer srcBuffer, int offset, int length) {
        check(msgTypeId, length);
        long end = position + BroadcastLayout.recordLength(length);
        if (end > limit && !makeRoom(end)) {
            return false;
        }
        int index = index(position);
        memory.putBytes(index + BroadcastLayout.MESSAGE, srcBuffer, offset, length);
        publish(index, SpscLayout.header(msgTypeId, length), end);
        return true;
    }

    @Override
    public int tryClaim(int msgTypeId, int length) {
        check(msgTypeId, length);
        long end = position + BroadcastLayout.recordLength(length);
        if (end > limit && !makeRoom(end)) {
            return INSUFFICIENT_CAPACITY;
        }
        int index = index(position) + BroadcastLayout.MESSAGE;
        return startClaim(index, SpscLayout.header(msgTypeId, length));
    }

    @Override
    public void commit(int index) {
        long header = endClaim(index);
        long end = position + BroadcastLayout.recordLength(SpscLayout.length(header));
        publish(index - BroadcastLayout.MESSAGE, header, end);
    }

    @Override
    public void abort(int index) {
        long unused = endClaim(index);
    }

    @Override
    public boolean tryStartBatch(int length) {
        checkBatch(length);
        long end = position + BroadcastLayout.recordLength(length);
        if (end > limit && !makeRoom(end)) {
            return false;
        }
        batch = position;
        batchNumber = number;
        limitAfterBatch = limit;
        nextChunkBeforeBatch = nextChunk;
        limit = end;
        return true;
    }

    @Override
    public void publishBatch() {
        long first = endBatch();
        if (position != first) {
            show(index(first), batchNumber);
        }
    }

    @Override
    public void abortBatch() {
        long first = endBatch();
        // The stamps, wherever they are, lest a record end before one that follows it in number.
        for (long place = first; place < position; place += BroadcastLayout.ALIGNMENT) {
            memory.putLong(index(place), 0L);
        }
        position = first;
        number = batchNumber;
        nextChunk = nextChunkBeforeBatch;
    }

    @Override
    boolean hasBatch() {
        return batch != NONE;
    }

    @Override
    boolean hasRoom(int length) {
        long end = position + BroadcastLayout.recordLength(length);
        return end <= limit || makeRoom(end);
    }

    private void publish(int index, long header, long end) {
        memory.putLong(index + BroadcastLayout.HEADER, header);
        newest = position;
        if (position >= nextChunk) {
            markChunk();
        }
        long ours = number;
        number = ours + 1;
        position = end;
        if (batch == NONE) {
            show(index, ours);
        } else if (ours != batchNumber) {
            memory.putLong(index, BroadcastLayout.stamp(ours, key)); // the first hides it
        }
    }

    private void show(int index, long shown) {
        memory.putLongRelease(index, BroadcastLayout.stamp(shown, key)); // PUBLISH
        memory.putLongRelease(BroadcastLayout.LATEST, newest); // NEWEST
        consumers.wake();
    }

    private void markChunk() {
        memory.putLongOpaque(boundary(position), position); // NEWEST
        nextChunk = (position & -chunk) + chunk;
    }

    private long endBatch() {
        requireBatch();
        long first = batch;
        batch = NONE;
        limit = limitAfterBatch;
        return first;
    }

    /** Whether a record may end at {@code end} now. */
    private boolean makeRoom(long end) {
        if (batch == NONE) {
            limit = Math.max(limit, reservation.extend(position, end));
        }
        return end <= limit;
    }

    /** Where the next chunk begins whose first record is still to be written. */
    private long nextChunk() {
        long start = position & -chunk;
        long first = memory.getLongOpaque(boundary(position)); // NEWEST
        return first >= start && first < position ? start + chunk : start;
    }

    private int boundary(long place) {
        return BroadcastLayout.boundary(place / chunk);
    }

    private int index(long place) {
        return BroadcastLayout.RECORDS + ((int) place & mask);
    }
}
