package io.sluice.shm;

import io.sluice.futex.Futex;
import java.lang.invoke.VarHandle;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;

/** The writing end of a ring laid out as {@link SpscLayout} says. */
final class SpscProducer implements RingProducer {
    private static final int NO_CLAIM = -1;
    private static final int LONGEST_COPY_BY_WORDS = 128;

    private final AtomicBuffer buffer;
    private final int capacity;
    private final int mask;
    private final int maxMsgLength;
    private final String ring;
    private final Runnable giveUpRole;

    private long position; // end of the last published record
    private long limit; // no record may end beyond: head as last seen, plus room
    private int claim = NO_CLAIM; // index of the claimed message
    private long claimedHeader; // of the claimed message
    private volatile boolean closed;

    SpscProducer(AtomicBuffer buffer, int capacity, String ring, Runnable giveUpRole) {
        this.buffer = buffer;
        this.capacity = capacity;
        this.mask = capacity - 1;
        this.maxMsgLength = SpscLayout.maxMsgLength(capacity);
        this.ring = ring;
        this.giveUpRole = giveUpRole;
        long head = buffer.getLongAcquire(SpscLayout.HEAD); // RELEASE
        this.position = endOfRecords(head);
        this.limit = limit(head);
    }

    @Override
    public boolean write(int msgTypeId, DirectBuffer srcBuffer, int offset, int length) {
        int recordLength = check(msgTypeId, length);
        long end = position + recordLength;
        if (end > limit && !makeRoom(end)) {
            return false;
        }
        int index = index(position);
        copy(srcBuffer, offset, index + SpscLayout.HEADER_LENGTH, length);
        publish(index, end, SpscLayout.header(msgTypeId, length));
        return true;
    }

    @Override
    public int tryClaim(int msgTypeId, int length) {
        long end = position + check(msgTypeId, length);
        if (end > limit && !makeRoom(end)) {
            return INSUFFICIENT_CAPACITY;
        }
        claimedHeader = SpscLayout.header(msgTypeId, length);
        claim = index(position) + SpscLayout.HEADER_LENGTH;
        return claim;
    }

    @Override
    public void commit(int index) {
        endClaim(index);
        int recordLength = SpscLayout.recordLength(SpscLayout.length(claimedHeader));
        publish(index - SpscLayout.HEADER_LENGTH, position + recordLength, claimedHeader);
    }

    @Override
    public void abort(int index) {
        endClaim(index);
    }

    @Override
    public AtomicBuffer buffer() {
        return buffer;
    }

    @Override
    public int maxMsgLength() {
        return maxMsgLength;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            giveUpRole.run();
        }
    }

    private void publish(int index, long end, long header) {
        buffer.putLong(index(end), 0L);
        buffer.putLongRelease(index, header); // PUBLISH
        position = end;
        if (buffer.getIntOpaque(SpscLayout.SLEPT) != 0) { // SLEPT
            wakeConsumer();
        }
    }

    private void wakeConsumer() {
        VarHandle.fullFence(); // SLEEP
        if (buffer.getIntOpaque(SpscLayout.SLEEPING) != 0 // SLEEP
                && buffer.compareAndSetInt(SpscLayout.SLEEPING, 1, 0)) { // SLEEP
            Futex.wake(buffer, SpscLayout.SLEEPING, 1);
        }
    }

    /** Agrona copies through a stub, which costs more than a short message's words. */
    private void copy(DirectBuffer srcBuffer, int offset, int index, int length) {
        if (length > LONGEST_COPY_BY_WORDS) {
            buffer.putBytes(index, srcBuffer, offset, length);
            return;
        }
        int copied = 0;
        for (; copied <= length - Long.BYTES; copied += Long.BYTES) {
            buffer.putLong(index + copied, srcBuffer.getLong(offset + copied));
        }
        for (; copied < length; copied++) {
            buffer.putByte(index + copied, srcBuffer.getByte(offset + copied));
        }
    }

    /** Checks what the caller asks for, and returns the length of its record. */
    private int check(int msgTypeId, int length) {
        if (length < 0 || length > maxMsgLength || msgTypeId < 1 || claim != NO_CLAIM || closed) {
            throw refused(msgTypeId, length);
        }
        return SpscLayout.recordLength(length);
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
    }

    /** Looks how far the consumer has come; whether a record may end at {@code end} now. */
    private boolean makeRoom(long end) {
        long head = buffer.getLongAcquire(SpscLayout.HEAD); // RELEASE
        if (head > position || position - head > capacity || head % SpscLayout.ALIGNMENT != 0) {
            throw SpscLayout.corruptHead(
                    ring, head, "a multiple of 8 up to position=" + position + " and near it");
        }
        limit = limit(head);
        return end <= limit;
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
            long header = buffer.getLongAcquire(index(end)); // PUBLISH
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
