package io.sluice.shm;

import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;

/** The reading end of a ring laid out as {@link MpscLayout} says. */
final class MpscConsumer extends RecordConsumer {
    /**
     * So many fruitless looks at one position, and we ask whether its owner lives. Looking at claim
     * words more often would take them away from producers that want to claim.
     */
    private static final int LOOKS_PER_QUESTION = 32;

    /** A question is a system call. */
    private static final long QUESTION_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final int lapBits;
    private final int records;
    private final int maxMsgLength;
    private final long key;
    private final IntPredicate lives;

    private int cursor; // by nextHeader and advance: index of the next in a batch; 0: in none
    private int cursorEnd; // by nextHeader: of the batch
    private int marked; // by releaseAll: the batch's messages before this index are released
    private int looks; // by nextHeader: fruitless ones at this position
    private long askedPosition = -1; // by ownerLives
    private long askedNs; // by ownerLives

    /** The end of a ring, told by {@code lives} whether the producer in a slot is alive. */
    MpscConsumer(
            Memory memory, int capacity, IntPredicate lives, String ring, Runnable giveUpRole) {
        super(memory, capacity, MpscLayout.GRANULE, ring, giveUpRole);
        this.lapBits = Integer.numberOfTrailingZeros(capacity);
        this.records = MpscLayout.records(capacity);
        this.maxMsgLength = MpscLayout.maxMsgLength(capacity);
        this.key = MpscLayout.key(memory.getLongOpaque(SegmentLayout.NONCE)); // LINK
        this.lives = lives;
    }

    @Override
    long nextHeader() {
        long start = position;
        do {
            if (cursor != 0) {
                long header = nextOfBatch();
                if (header != NO_RECORD) {
                    return header;
                }
            } else if (isPublished()) {
                looks = 0;
                long header = memory.getLong(index(position) + MpscLayout.HEADER);
                int length = SpscLayout.length(header);
                int type = SpscLayout.msgTypeId(header);
                if (length < 0 || length > maxMsgLength || type < MpscLayout.BATCH_TYPE) {
                    throw SpscLayout.corruptRecord(ring, position, header);
                }
                if (type > MpscLayout.PADDING_TYPE) {
                    return header;
                }
                if (type == MpscLayout.BATCH_TYPE) {
                    cursor = index(position) + MpscLayout.MESSAGE;
                    cursorEnd = cursor + length;
                    marked = cursor;
                } else {
                    position += MpscLayout.recordLength(length);
                }
            } else if (++looks % LOOKS_PER_QUESTION != 0 || !passHole()) {
                return NO_RECORD;
            } else {
                looks = LOOKS_PER_QUESTION - 1; // who left one may have left the next
            }
        } while (position - start < capacity); // or a peer could keep us here
        return NO_RECORD;
    }

    /** The header of the next message of the batch, or having moved past the batch NO_RECORD. */
    private long nextOfBatch() {
        while (cursor + MpscLayout.PART_HEADER <= cursorEnd) {
            long header = memory.getLong(cursor);
            if (header == 0) {
                break;
            }
            int length = checkedPart(header, cursorEnd - cursor);
            int type = SpscLayout.msgTypeId(header);
            if (type > 0) {
                return header;
            }
            if (type != MpscLayout.RELEASED_TYPE) {
                throw SpscLayout.corruptRecord(ring, position, header);
            }
            cursor += MpscLayout.partLength(length);
        }
        int first = index(position) + MpscLayout.MESSAGE;
        position += MpscLayout.recordLength(cursorEnd - first);
        cursor = 0;
        return NO_RECORD;
    }

    private int checkedPart(long header, int room) {
        int length = SpscLayout.length(header);
        if (length < 0 || length > room - MpscLayout.PART_HEADER) {
            throw SpscLayout.corruptRecord(ring, position, header);
        }
        return length;
    }

    /** Of a batch that was read in part, marks what was read, for the consumer after us. */
    @Override
    void releaseAll() {
        release(); // first: what is released must at any moment be the oldest that was read
        while (marked < cursor) {
            int length = checkedPart(memory.getLong(marked), cursor - marked);
            memory.putLongRelease( // PART
                    marked, SpscLayout.header(MpscLayout.RELEASED_TYPE, length));
            marked += MpscLayout.partLength(length);
        }
    }

    @Override
    boolean passHole() {
        int index = MpscLayout.claimIndex(position, capacity);
        long claim = memory.getLongAcquire(index); // DEATH
        long lap = MpscLayout.lap(position, lapBits);
        if (MpscLayout.claimedLap(claim) < lap) {
            return false;
        }
        int length = MpscLayout.claimedLength(claim);
        if (MpscLayout.claimedLap(claim) > lap
                || length == 0
                || length > MpscLayout.recordLength(maxMsgLength)) {
            throw MpscLayout.corruptClaim(ring, position, claim);
        }
        int owner = MpscLayout.owner(claim);
        if (owner != 0) {
            if (ownerLives(owner)) { // SLOT
                return false;
            }
            if (isPublished()) { // DEATH
                return true;
            }
            if (!memory.compareAndSetLong(index, claim, MpscLayout.padding(claim))) { // DEATH
                return false;
            }
        }
        position += length;
        release();
        return true;
    }

    /** Whether the owner of the claim at this position lives; "yes" may be old. */
    private boolean ownerLives(int owner) {
        long now = System.nanoTime();
        if (position == askedPosition && now - askedNs < QUESTION_INTERVAL_NS) {
            return true;
        }
        askedPosition = position;
        askedNs = now;
        return lives.test(owner);
    }

    private boolean isPublished() {
        return memory.getLongAcquire(index(position)) == MpscLayout.stamp(position, key); // PUBLISH
    }

    @Override
    int messageIndex() {
        return cursor != 0 ? cursor + MpscLayout.PART_HEADER : index(position) + MpscLayout.MESSAGE;
    }

    @Override
    void advance(int msgLength) {
        if (cursor != 0) {
            cursor += MpscLayout.partLength(msgLength);
        } else {
            position += MpscLayout.recordLength(msgLength);
        }
    }

    @Override
    void retreat(int msgLength) {
        if (cursor != 0) {
            cursor -= MpscLayout.partLength(msgLength);
        } else {
            position -= MpscLayout.recordLength(msgLength);
        }
    }

    @Override
    int index(long bytePosition) {
        return records + ((int) bytePosition & capacity - 1);
    }
}
