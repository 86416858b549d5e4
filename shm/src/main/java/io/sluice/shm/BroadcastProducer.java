package io.sluice.shm;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;

/** The writing end of a ring laid out as {@link BroadcastLayout} says. */
final class BroadcastProducer implements RingProducer, Waitable, Waiting.End {
    private static final int NONE = -1;

    private final Memory memory;
    private final int mask;
    private final int chunk;
    private final int maxMsgLength;
    private final long key;
    private final Reservation reservation;
    private final Runnable giveUpRole;
    private final Sleep consumers;
    private final Waiting waiting;

    private long position; // end of the last record, published or of the batch
    private long number; // of the record that begins there
    private long limit; // by makeRoom: no record may end beyond; or the batch's end
    private long nextChunk; // by publish: who begins there or after begins a chunk
    private int acceptedLength; // the longest message taken now: none while claimed or closed
    private int claim = NONE; // index of the claimed message
    private long claimedHeader; // of the claimed message
    private long batch = NONE; // position of the batch's first record
    private long batchNumber; // of the batch's first record
    private long newest; // position of the last record
    private long limitAfterBatch; // limit as it was
    private long nextChunkBeforeBatch; // nextChunk as it was
    private int awaitedLength; // by lookForRoom

    /** The end of a ring whose consumers let it write as {@code room} says. */
    BroadcastProducer(
            Memory memory, int capacity, Reservation.Room room, String ring, Runnable giveUpRole) {
        this.memory = memory;
        this.mask = capacity - 1;
        this.chunk = capacity / BroadcastLayout.CHUNKS;
        this.maxMsgLength = BroadcastLayout.maxMsgLength(capacity);
        this.acceptedLength = maxMsgLength;
        this.key = BroadcastLayout.key(memory.getLongOpaque(SegmentLayout.NONCE)); // LINK
        this.giveUpRole = giveUpRole;
        this.consumers = BroadcastLayout.sleepOnMessages(memory);
        this.waiting =
                new Waiting("the producer of " + ring, this, BroadcastLayout.sleepOnRoom(memory));
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
        claimedHeader = SpscLayout.header(msgTypeId, length);
        claim = index(position) + BroadcastLayout.MESSAGE;
        acceptedLength = NONE;
        return claim;
    }

    @Override
    public void commit(int index) {
        endClaim(index);
        long end = position + BroadcastLayout.recordLength(SpscLayout.length(claimedHeader));
        publish(index - BroadcastLayout.MESSAGE, claimedHeader, end);
    }

    @Override
    public void abort(int index) {
        endClaim(index);
    }

    @Override
    public boolean tryStartBatch(int length) {
        requireNoBatch();
        check(1, length);
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
    public boolean awaitRoom(int length, long timeoutNs) throws InterruptedException {
        requireNoBatch();
        check(1, length);
        lookForRoom(length);
        return waiting.await(Waiting.SPIN_NS, timeoutNs);
    }

    /** Room for what {@link #isReady} looks from now on. */
    void lookForRoom(int length) {
        awaitedLength = length;
    }

    @Override
    public Waiting waiting() {
        return waiting;
    }

    @Override
    public boolean isReady() {
        long end = position + BroadcastLayout.recordLength(awaitedLength);
        return end <= limit || makeRoom(end);
    }

    @Override
    public void rest() {}

    @Override
    public boolean isReadyAfterAll() {
        return isReady();
    }

    @Override
    public AtomicBuffer buffer() {
        return memory.buffer();
    }

    @Override
    public int maxMsgLength() {
        return maxMsgLength;
    }

    @Override
    public void close() {
        if (!waiting.isClosed()) {
            waiting.close();
            acceptedLength = NONE;
            giveUpRole.run();
        }
    }

    boolean isClosed() {
        return waiting.isClosed();
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
        check(1, 0);
        if (batch == NONE) {
            throw Refusal.ofBatch(false);
        }
        long first = batch;
        batch = NONE;
        limit = limitAfterBatch;
        return first;
    }

    private void requireNoBatch() {
        if (batch != NONE) {
            throw Refusal.ofBatch(true);
        }
    }

    private void check(int msgTypeId, int length) {
        if (length < 0 || length > acceptedLength || msgTypeId < 1) {
            throw Refusal.of(waiting, claim, msgTypeId, length, maxMsgLength);
        }
    }

    private void endClaim(int index) {
        waiting.requireOpen();
        if (claim == NONE || index != claim) {
            throw Refusal.ofEnd(index, claim);
        }
        claim = NONE;
        acceptedLength = maxMsgLength;
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
