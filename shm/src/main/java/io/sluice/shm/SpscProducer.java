package io.sluice.shm;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;

/** The writing end of a ring laid out as {@link SpscLayout} says. */
final class SpscProducer implements RingProducer {
    private static final int NO_CLAIM = -1;

    private final Memory memory;
    private final int capacity;
    private final int mask;
    private final int maxMsgLength;
    private final String ring;
    private final Runnable giveUpRole;
    private final Sleep sleep;

    private long position; // end of the last published record
    private long limit; // no record may end beyond: head as last seen, plus room
    private boolean awaited; // by makeRoom: as the consumer last hinted
    private long ahead; // by takeLinesAhead: the lines before this one are ours
    private int acceptedLength; // the longest message taken now: none while claimed or closed
    private int claim = NO_CLAIM; // index of the claimed message
    private long claimedHeader; // of the claimed message
    private boolean closed; // by close

    SpscProducer(Memory memory, int capacity, String ring, Runnable giveUpRole) {
        this.memory = memory;
        this.capacity = capacity;
        this.mask = capacity - 1;
        this.maxMsgLength = SpscLayout.maxMsgLength(capacity);
        this.acceptedLength = maxMsgLength;
        this.ring = ring;
        this.giveUpRole = giveUpRole;
        this.sleep = new Sleep(memory);
        long head = memory.getLongAcquire(SpscLayout.HEAD); // RELEASE
        this.position = endOfRecords(head);
        this.limit = limit(head);
        this.awaited = consumerWaits();
    }

    @Override
    public boolean write(int msgTypeId, DirectBuffer srcBuffer, int offset, int length) {
        check(msgTypeId, length);
        long end = position + SpscLayout.recordLength(length);
        if (end > limit && !makeRoom(end)) {
            return false;
        }
        int index = index(position);
        memory.putLong(index(end), 0L);
        memory.putBytes(index + SpscLayout.HEADER_LENGTH, srcBuffer, offset, length);
        publish(index, SpscLayout.header(msgTypeId, length), end);
        return true;
    }

    @Override
    public int tryClaim(int msgTypeId, int length) {
        check(msgTypeId, length);
        long end = position + SpscLayout.recordLength(length);
        if (end > limit && !makeRoom(end)) {
            return INSUFFICIENT_CAPACITY;
        }
        memory.putLong(index(end), 0L);
        claimedHeader = SpscLayout.header(msgTypeId, length);
        claim = index(position) + SpscLayout.HEADER_LENGTH;
        acceptedLength = -1;
        return claim;
    }

    @Override
    public void commit(int index) {
        endClaim(index);
        int recordLength = SpscLayout.recordLength(SpscLayout.length(claimedHeader));
        publish(index - SpscLayout.HEADER_LENGTH, claimedHeader, position + recordLength);
    }

    @Override
    public void abort(int index) {
        endClaim(index);
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
            acceptedLength = -1;
            giveUpRole.run();
        }
    }

    private void publish(int index, long header, long end) {
        memory.putLongRelease(index, header); // PUBLISH
        long start = position;
        position = end;
        if (awaited) {
            takeLinesAhead(end, end - start);
        }
        sleep.wakeConsumer();
    }

    /**
     * Stores into each further line that a message of the same length would take next, so that they
     * are in our cache when it comes: Java has no prefetch for writing. Only while the consumer
     * waits for single messages; in a stream it would fetch them away again. Source: measured,
     * {@code docs/design.md}.
     */
    private void takeLinesAhead(long end, long recordLength) {
        long clearedHeaderEnd = end + SpscLayout.HEADER_LENGTH;
        long to = clearedHeaderEnd + recordLength;
        if (to > limit) {
            return;
        }
        long line = ahead;
        if (line < clearedHeaderEnd) {
            line = SpscLayout.nextLine(clearedHeaderEnd);
        }
        for (; line < to; line += SpscLayout.LINE) {
            memory.putLong(index(line), 0L);
        }
        ahead = line;
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
        if (claim != NO_CLAIM) {
            return new IllegalStateException(
                    "the claim at index=" + claim + " is neither committed nor aborted");
        }
        if (msgTypeId < 1) {
            return new IllegalArgumentException("msgTypeId=" + msgTypeId + " is less than 1");
        }
        return new IllegalArgumentException(
                "length=" + length + " is not between 0 and maxMsgLength=" + maxMsgLength);
    }

    private void endClaim(int index) {
        if (closed) {
            throw new IllegalStateException("the producer of " + ring + " is closed");
        }
        if (claim == NO_CLAIM || index != claim) {
            throw new IllegalStateException(
                    "index=" + index + " is not claimed" + (claim < 0 ? "" : ", claim=" + claim));
        }
        claim = NO_CLAIM;
        acceptedLength = maxMsgLength;
    }

    /** Looks how far the consumer has come; whether a record may end at {@code end} now. */
    private boolean makeRoom(long end) {
        long head = memory.getLongAcquire(SpscLayout.HEAD); // RELEASE
        if (head < 0
                || head > position
                || position - head > capacity
                || head % SpscLayout.ALIGNMENT != 0) {
            throw SpscLayout.corruptHead(
                    ring, head, "a multiple of 8 up to position=" + position + " and near it");
        }
        limit = limit(head);
        awaited = consumerWaits();
        return end <= limit;
    }

    private boolean consumerWaits() {
        return memory.getIntOpaque(SpscLayout.WAITS) != 0; // WAITS
    }

    /** Room is kept for the header that is cleared after each record. */
    private long limit(long head) {
        return head + capacity - SpscLayout.HEADER_LENGTH;
    }

    /**
     * Where the producer before stopped: the first header of 0. It is dead or gone and the consumer
     * alters nothing, so what is read here stays.
     */
    private long endOfRecords(long head) {
        if (head < 0 || head > SpscLayout.MAX_POSITION || head % SpscLayout.ALIGNMENT != 0) {
            throw SpscLayout.corruptHead(ring, head, "a multiple of 8");
        }
        long end = head;
        while (true) {
            long header = memory.getLongAcquire(index(end)); // PUBLISH
            if (header == 0) {
                return end;
            }
            if (!SpscLayout.isRecord(header, maxMsgLength)) {
                throw SpscLayout.corruptRecord(ring, end, header);
            }
            end += SpscLayout.recordLength(SpscLayout.length(header));
            if (end > limit(head)) {
                throw SpscLayout.corruptRecord(ring, end, header);
            }
        }
    }

    private int index(long position) {
        return SpscLayout.RECORDS + ((int) position & mask);
    }
}
