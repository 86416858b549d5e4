package io.sluice.shm;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;

/** A writing end of a ring laid out as {@link MpscLayout} says. */
final class MpscProducer implements RingProducer, Waitable, Waiting.End {
    private static final int NONE = -1;

    private final Memory memory;
    private final MpscClaims claims;
    private final int maxMsgLength;
    private final Runnable giveUpSlot;
    private final Sleep consumer;
    private final Waiting waiting;

    private int acceptedLength; // the longest message taken now: none while claimed or closed
    private int claim = NONE; // index of the claimed message
    private long claimedHeader; // of the claimed message
    private long record = NONE; // position of the claimed record, the batch's too
    private int batchLength = NONE; // of the open batch
    private int part; // index where the batch's next message begins
    private int partsEnd; // index where the batch ends
    private int awaitedLength; // by lookForRoom

    /** For who has reserved the slot. Pads what the one before left. */
    MpscProducer(Memory memory, int capacity, int slot, String ring, Runnable giveUpSlot) {
        this.memory = memory;
        this.claims = new MpscClaims(memory, capacity, slot, ring);
        this.maxMsgLength = MpscLayout.maxMsgLength(capacity);
        this.acceptedLength = maxMsgLength;
        this.giveUpSlot = giveUpSlot;
        this.consumer = Sleep.onMessages(memory);
        this.waiting = new Waiting("the producer of " + ring, this, Sleep.onRoom(memory));
        claims.padPredecessors();
    }

    @Override
    public boolean write(int msgTypeId, DirectBuffer srcBuffer, int offset, int length) {
        check(msgTypeId, length);
        srcBuffer.boundsCheck(offset, length);
        if (batchLength != NONE) {
            return writePart(msgTypeId, srcBuffer, offset, length);
        }
        long position = claims.claim(MpscLayout.recordLength(length));
        if (position == MpscClaims.NO_ROOM) {
            return false;
        }
        int type = MpscLayout.PADDING_TYPE;
        try {
            int index = claims.index(position) + MpscLayout.MESSAGE;
            memory.putBytes(index, srcBuffer, offset, length);
            type = msgTypeId;
        } finally {
            publish(position, SpscLayout.header(type, length));
        }
        return true;
    }

    @Override
    public int tryClaim(int msgTypeId, int length) {
        check(msgTypeId, length);
        if (batchLength != NONE) {
            if (MpscLayout.partLength(length) > partsEnd - part) {
                return INSUFFICIENT_CAPACITY;
            }
            claim = part + MpscLayout.PART_HEADER;
        } else {
            record = claims.claim(MpscLayout.recordLength(length));
            if (record == MpscClaims.NO_ROOM) {
                return INSUFFICIENT_CAPACITY;
            }
            claim = claims.index(record) + MpscLayout.MESSAGE;
        }
        claimedHeader = SpscLayout.header(msgTypeId, length);
        acceptedLength = NONE;
        return claim;
    }

    @Override
    public void commit(int index) {
        endClaim(index);
        if (batchLength == NONE) {
            publish(record, claimedHeader);
        } else {
            endPart(claimedHeader);
        }
    }

    @Override
    public void abort(int index) {
        endClaim(index);
        if (batchLength == NONE) {
            pad(SpscLayout.length(claimedHeader));
        }
    }

    @Override
    public boolean tryStartBatch(int length) {
        requireNoBatch();
        check(1, length);
        record = claims.claim(MpscLayout.recordLength(length));
        if (record == MpscClaims.NO_ROOM) {
            return false;
        }
        batchLength = length;
        part = claims.index(record) + MpscLayout.MESSAGE;
        partsEnd = part + length;
        return true;
    }

    @Override
    public void publishBatch() {
        int length = endBatch();
        if (MpscLayout.PART_HEADER <= partsEnd - part) {
            memory.putLong(part, 0L);
        }
        publish(record, SpscLayout.header(MpscLayout.BATCH_TYPE, length));
    }

    @Override
    public void abortBatch() {
        pad(endBatch());
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
        return claims.canClaim(MpscLayout.recordLength(awaitedLength));
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
        if (waiting.isClosed()) {
            return;
        }
        waiting.close();
        try {
            if (batchLength != NONE) {
                pad(batchLength);
            } else if (claim != NONE) {
                pad(SpscLayout.length(claimedHeader));
            }
        } finally {
            acceptedLength = NONE;
            claim = NONE;
            batchLength = NONE;
            giveUpSlot.run();
        }
    }

    boolean hasClaim() {
        return claim != NONE;
    }

    boolean hasClaim(int index) {
        return claim == index;
    }

    boolean isClosed() {
        return waiting.isClosed();
    }

    private boolean writePart(int msgTypeId, DirectBuffer srcBuffer, int offset, int length) {
        if (MpscLayout.partLength(length) > partsEnd - part) {
            return false;
        }
        memory.putBytes(part + MpscLayout.PART_HEADER, srcBuffer, offset, length);
        endPart(SpscLayout.header(msgTypeId, length));
        return true;
    }

    private void endPart(long header) {
        memory.putLong(part, header);
        part += MpscLayout.partLength(SpscLayout.length(header));
    }

    /** Publishes the claimed record as nothing. */
    private void pad(int length) {
        publish(record, SpscLayout.header(MpscLayout.PADDING_TYPE, length));
    }

    private void publish(long position, long header) {
        int index = claims.index(position);
        memory.putLong(index + MpscLayout.HEADER, header);
        memory.putLongRelease(index, claims.stamp(position)); // PUBLISH
        consumer.wake();
    }

    private void check(int msgTypeId, int length) {
        if (length < 0 || length > acceptedLength || msgTypeId < 1) {
            throw Refusal.of(waiting, claim, msgTypeId, length, maxMsgLength);
        }
    }

    private void requireNoBatch() {
        if (batchLength != NONE) {
            throw Refusal.ofBatch(true);
        }
    }

    private int endBatch() {
        check(1, 0);
        if (batchLength == NONE) {
            throw Refusal.ofBatch(false);
        }
        int length = batchLength;
        batchLength = NONE;
        return length;
    }

    private void endClaim(int index) {
        waiting.requireOpen();
        if (claim == NONE || index != claim) {
            throw Refusal.ofEnd(index, claim);
        }
        claim = NONE;
        acceptedLength = maxMsgLength;
    }
}
