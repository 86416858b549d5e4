package io.sluice.shm;

import org.agrona.concurrent.AtomicBuffer;

/**
 * What the writing ends of all rings have in common: one claim at a time, one batch at a time, and
 * how they wait. What a subclass does for each message calls nothing that is overridden.
 */
abstract class RecordProducer implements RingProducer, Waitable, Waiting.End {
    static final int NONE = Refusal.NONE;

    final Memory memory;

    private final int maxMsgLength;
    private final Waiting waiting;
    private final Runnable giveUp;

    private int acceptedLength; // the longest message taken now: none while claimed or closed
    private int claim = NONE; // index of the claimed message
    private long claimedHeader; // of the claimed message
    private int awaitedLength; // by lookForRoom

    /** An end that waits for room by {@code onRoom}, and closes by {@code giveUp}. */
    RecordProducer(Memory memory, int maxMsgLength, Sleep onRoom, String ring, Runnable giveUp) {
        this.memory = memory;
        this.maxMsgLength = maxMsgLength;
        this.acceptedLength = maxMsgLength;
        this.waiting = new Waiting("the producer of " + ring, this, onRoom);
        this.giveUp = giveUp;
    }

    /** Whether a batch is open. */
    abstract boolean hasBatch();

    /** Whether a message, or batch, of a length could be written now. */
    abstract boolean hasRoom(int length);

    /** Ends what is open, as the end closes. */
    void leave() {}

    /** Refuses a message that may not be written now, or ever. */
    final void check(int msgTypeId, int length) {
        if (length < 0 || length > acceptedLength || msgTypeId < 1) {
            throw Refusal.of(waiting, claim, msgTypeId, length, maxMsgLength);
        }
    }

    /** Refuses a batch that may not be started, or waited for, now or ever. */
    final void checkBatch(int length) {
        if (hasBatch()) {
            throw Refusal.ofBatch(true);
        }
        check(1, length);
    }

    /** Refuses to end a batch that may not be ended now. */
    final void requireBatch() {
        check(1, 0);
        if (!hasBatch()) {
            throw Refusal.ofBatch(false);
        }
    }

    /** Opens a claim. Returns its index. */
    final int startClaim(int index, long header) {
        claimedHeader = header;
        claim = index;
        acceptedLength = NONE;
        return index;
    }

    /** Ends the claim. Returns the header of its message. */
    final long endClaim(int index) {
        waiting.requireOpen();
        if (claim == NONE || index != claim) {
            throw Refusal.ofEnd(index, claim);
        }
        claim = NONE;
        acceptedLength = maxMsgLength;
        return claimedHeader;
    }

    final boolean hasClaim() {
        return claim != NONE;
    }

    /** The index of the open claim, or {@link #NONE}. */
    final int claim() {
        return claim;
    }

    /** The length of the claimed message. */
    final int claimedLength() {
        return SpscLayout.length(claimedHeader);
    }

    final boolean isClosed() {
        return waiting.isClosed();
    }

    @Override
    public final boolean awaitRoom(int length, long timeoutNs) throws InterruptedException {
        checkBatch(length);
        lookForRoom(length);
        return waiting.await(Waiting.SPIN_NS, timeoutNs);
    }

    /** Room for what {@link #isReady} looks from now on. */
    final void lookForRoom(int length) {
        awaitedLength = length;
    }

    @Override
    public final Waiting waiting() {
        return waiting;
    }

    @Override
    public final boolean isReady() {
        return hasRoom(awaitedLength);
    }

    @Override
    public final AtomicBuffer buffer() {
        return memory.buffer();
    }

    @Override
    public final int maxMsgLength() {
        return maxMsgLength;
    }

    @Override
    public final synchronized void close() {
        if (waiting.isClosed()) {
            return;
        }
        waiting.close();
        try {
            leave();
        } finally {
            acceptedLength = NONE;
            claim = NONE;
            giveUp.run();
        }
    }
}
