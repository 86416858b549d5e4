package io.sluice.shm;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;

/** A writing end of a ring laid out as {@link MpscLayout} says. */
final class MpscProducer implements RingProducer {
    private static final int NONE = -1;

    private final Memory memory;
    private final MpscClaims claims;
    private final int maxMsgLength;
    private final String ring;
    private final Runnable giveUpSlot;
    private final Sleep sleep;

    private int acceptedLength; // the longest message taken now: none while claimed or closed
    private long claimed = NONE; // position of the claimed record
    private long claimedHeader; // of the claimed record
    private boolean closed; // by close

    /** For who has reserved the slot. Pads what the one before left. */
    MpscProducer(Memory memory, int capacity, int slot, String ring, Runnable giveUpSlot) {
        this.memory = memory;
        this.claims = new MpscClaims(memory, capacity, slot, ring);
        this.maxMsgLength = MpscLayout.maxMsgLength(capacity);
        this.acceptedLength = maxMsgLength;
        this.ring = ring;
        this.giveUpSlot = giveUpSlot;
        this.sleep = new Sleep(memory);
        claims.padPredecessors();
    }

    @Override
    public boolean write(int msgTypeId, DirectBuffer srcBuffer, int offset, int length) {
        check(msgTypeId, length);
        srcBuffer.boundsCheck(offset, length);
        long position = claims.claim(MpscLayout.recordLength(length));
        if (position == MpscClaims.NO_ROOM) {
            return false;
        }
        long header = SpscLayout.header(MpscLayout.PADDING_TYPE, length);
        try {
            int index = claims.index(position) + MpscLayout.MESSAGE;
            memory.putBytes(index, srcBuffer, offset, length);
            header = SpscLayout.header(msgTypeId, length);
        } finally {
            publish(position, header);
        }
        return true;
    }

    @Override
    public int tryClaim(int msgTypeId, int length) {
        check(msgTypeId, length);
        long position = claims.claim(MpscLayout.recordLength(length));
        if (position == MpscClaims.NO_ROOM) {
            return INSUFFICIENT_CAPACITY;
        }
        claimed = position;
        claimedHeader = SpscLayout.header(msgTypeId, length);
        acceptedLength = NONE;
        return claims.index(position) + MpscLayout.MESSAGE;
    }

    @Override
    public void commit(int index) {
        publish(endClaim(index), claimedHeader);
    }

    @Override
    public void abort(int index) {
        abort(endClaim(index), claimedHeader);
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
        if (!closed) {
            closed = true;
            acceptedLength = NONE;
            try {
                if (claimed != NONE) {
                    abort(claimed, claimedHeader);
                }
            } finally {
                giveUpSlot.run();
            }
        }
    }

    boolean isClosed() {
        return closed;
    }

    private void abort(long position, long header) {
        publish(position, SpscLayout.header(MpscLayout.PADDING_TYPE, SpscLayout.length(header)));
    }

    private void publish(long position, long header) {
        int index = claims.index(position);
        memory.putLong(index + MpscLayout.HEADER, header);
        memory.putLongRelease(index, claims.stamp(position)); // PUBLISH
        sleep.wakeConsumer();
    }

    private void check(int msgTypeId, int length) {
        if (length < 0 || length > acceptedLength || msgTypeId < 1) {
            throw refused(msgTypeId, length);
        }
    }

    private RuntimeException refused(int msgTypeId, int length) {
        if (closed) {
            return new IllegalStateException("the producer of " + ring + " is closed");
        }
        if (claimed != NONE) {
            return new IllegalStateException(
                    "the claim at index="
                            + (claims.index(claimed) + MpscLayout.MESSAGE)
                            + " is neither committed nor aborted");
        }
        if (msgTypeId < 1) {
            return new IllegalArgumentException("msgTypeId=" + msgTypeId + " is less than 1");
        }
        return new IllegalArgumentException(
                "length=" + length + " is not between 0 and maxMsgLength=" + maxMsgLength);
    }

    private long endClaim(int index) {
        if (closed) {
            throw new IllegalStateException("the producer of " + ring + " is closed");
        }
        if (claimed == NONE || index != claims.index(claimed) + MpscLayout.MESSAGE) {
            throw new IllegalStateException("index=" + index + " is not claimed");
        }
        long position = claimed;
        claimed = NONE;
        acceptedLength = maxMsgLength;
        return position;
    }
}
