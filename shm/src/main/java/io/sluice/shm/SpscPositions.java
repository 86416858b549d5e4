package io.sluice.shm;

import org.agrona.concurrent.AtomicBuffer;

/**
 * The positions of a ring laid out as {@link SpscLayout} says, of which its producer's is found.
 */
final class SpscPositions implements Positions {
    private final AtomicBuffer buffer;
    private final int capacity;
    private final int maxMsgLength;
    private final String ring;

    SpscPositions(AtomicBuffer buffer, int capacity, String ring) {
        this.buffer = buffer;
        this.capacity = capacity;
        this.maxMsgLength = SpscLayout.maxMsgLength(capacity);
        this.ring = ring;
    }

    @Override
    public long consumerPosition() {
        return buffer.getLongAcquire(SpscLayout.HEAD); // RELEASE
    }

    @Override
    public long producerPosition() {
        return producerPosition(0);
    }

    /** Goes on from the end it has found, so that no consumer is quick enough to keep it here. */
    @Override
    public long size() {
        long before;
        long end = 0;
        long head = consumerPosition();
        do {
            before = head;
            end = producerPosition(end);
            head = consumerPosition();
        } while (head != before);
        return end - head;
    }

    /**
     * Follows the records from head, or from a position further on at which a record is known to
     * have ended. What is read before head was read and found not to be beyond it is a header, not
     * yet part of a later lap.
     */
    private long producerPosition(long known) {
        long position = known;
        for (long head = consumerPosition(); ; ) {
            position = Math.max(position, head);
            long header = buffer.getLongAcquire(index(position)); // PUBLISH
            head = consumerPosition();
            if (head > position) {
                continue;
            }
            if (header == 0) {
                return position;
            }
            if (!SpscLayout.isRecord(header, maxMsgLength) || position - head >= capacity) {
                throw SpscLayout.corruptRecord(ring, position, header);
            }
            position += SpscLayout.recordLength(SpscLayout.length(header));
        }
    }

    private int index(long position) {
        return SpscLayout.RECORDS + ((int) position & capacity - SpscLayout.ALIGNMENT);
    }
}
