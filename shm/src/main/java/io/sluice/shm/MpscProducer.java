package io.sluice.shm;

import org.agrona.DirectBuffer;

/** A writing end of a ring laid out as {@link MpscLayout} says. */
final class MpscProducer extends RecordProducer {
    private final MpscClaims claims;
    private final Sleep consumer;

    private long record = NONE; // position of the claimed record, the batch's too
    private int batchLength = NONE; // of the open batch
    private int part; // index where the batch's next message begins
    private int partsEnd; // index where the batch ends

    /** For who has reserved the slot. Pads what the one before left. */
    MpscProducer(Memory memory, int capacity, int slot, String ring, Runnable giveUpSlot) {
        super(memory, MpscLayout.maxMsgLength(capacity), Sleep.onRoom(memory), ring, giveUpSlot);
        this.claims = new MpscClaims(memory, capacity, slot, ring);
        this.consumer = Sleep.onMessages(memory);
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
        int index;
        if (batchLength != NONE) {
            if (MpscLayout.partLength(length) > partsEnd - part) {
                return INSUFFICIENT_CAPACITY;
            }
            index = part + MpscLayout.PART_HEADER;
        } else {
            record = claims.claim(MpscLayout.recordLength(length));
            if (record == MpscClaims.NO_ROOM) {
                return INSUFFICIENT_CAPACITY;
            }
            index = claims.index(record) + MpscLayout.MESSAGE;
        }
        return startClaim(index, SpscLayout.header(msgTypeId, length));
    }

    @Override
    public void commit(int index) {
        long header = endClaim(index);
        if (batchLength == NONE) {
            publish(record, header);
        } else {
            endPart(header);
        }
    }

    @Override
    public void abort(int index) {
        long header = endClaim(index);
        if (batchLength == NONE) {
            pad(SpscLayout.length(header));
        }
    }

    @Override
    public boolean tryStartBatch(int length) {
        checkBatch(length);
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
    boolean hasBatch() {
        return batchLength != NONE;
    }

    @Override
    boolean hasRoom(int length) {
        return claims.canClaim(MpscLayout.recordLength(length));
    }

    @Override
    void leave() {
        if (batchLength != NONE) {
            pad(batchLength);
            batchLength = NONE;
        } else if (hasClaim()) {
            pad(claimedLength());
        }
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

    private int endBatch() {
        requireBatch();
        int length = batchLength;
        batchLength = NONE;
        return length;
    }
}
