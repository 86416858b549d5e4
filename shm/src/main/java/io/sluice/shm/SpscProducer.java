package io.sluice.shm;

import org.agrona.DirectBuffer;

/** The writing end of a ring laid out as {@link SpscLayout} says. */
final class SpscProducer extends RecordProducer {
    private final int capacity;
    private final int mask;
    private final String ring;
    private final Sleep consumer;

    private long position; // end of the last published record, or of the batch's last
    private long
            limit; // no record may end beyond: head as last seen, plus room; or the batch's end
    private boolean awaited; // by makeRoom: as the consumer last hinted
    private long ahead; // by takeLinesAhead: the lines before this one are ours
    private long batch = NONE; // position of the batch's first record
    private long batchHeader; // of its first record, held back
    private long limitAfterBatch; // limit as it was

    /** The end of a ring whose consumer sleeps as {@code consumer} says. */
    SpscProducer(Memory memory, int capacity, Sleep consumer, String ring, Runnable giveUpRole) {
        super(memory, SpscLayout.maxMsgLength(capacity), Sleep.onRoom(memory), ring, giveUpRole);
        this.capacity = capacity;
        this.mask = capacity - 1;
        this.ring = ring;
        this.consumer = consumer;
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
        int index = index(position) + SpscLayout.HEADER_LENGTH;
        return startClaim(index, SpscLayout.header(msgTypeId, length));
    }

    @Override
    public void commit(int index) {
        long header = endClaim(index);
        long end = position + SpscLayout.recordLength(SpscLayout.length(header));
        publish(index - SpscLayout.HEADER_LENGTH, header, end);
    }

    @Override
    public void abort(int index) {
        long unused = endClaim(index);
    }

    @Override
    public boolean tryStartBatch(int length) {
        checkBatch(length);
        long end = position + SpscLayout.recordLength(length);
        if (end > limit && !makeRoom(end)) {
            return false;
        }
        batch = position;
        limitAfterBatch = limit;
        limit = end;
        return true;
    }

    @Override
    public void publishBatch() {
        long first = endBatch();
        if (position != first) {
            memory.putLongRelease(index(first), batchHeader); // PUBLISH
            consumer.wake();
        }
    }

    @Override
    public void abortBatch() {
        position = endBatch();
    }

    @Override
    boolean hasBatch() {
        return batch != NONE;
    }

    @Override
    boolean hasRoom(int length) {
        long end = position + SpscLayout.recordLength(length);
        return end <= limit || makeRoom(end);
    }

    private void publish(int index, long header, long end) {
        long start = position;
        position = end;
        if (batch != NONE) {
            addToBatch(index, header, start);
            return;
        }
        memory.putLongRelease(index, header); // PUBLISH
        if (awaited) {
            takeLinesAhead(end, end - start);
        }
        consumer.wake();
    }

    /** The 0 in place of the first header hides all that follow. */
    private void addToBatch(int index, long header, long start) {
        if (start == batch) {
            batchHeader = header;
        } else {
            memory.putLong(index, header);
        }
    }

    private long endBatch() {
        requireBatch();
        long first = batch;
        batch = NONE;
        limit = limitAfterBatch;
        return first;
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

    /** Looks how far the consumer has come; whether a record may end at {@code end} now. */
    private boolean makeRoom(long end) {
        if (batch != NONE) {
            return false;
        }
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
            if (!SpscLayout.isRecord(header, maxMsgLength())) {
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
