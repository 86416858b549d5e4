package io.sluice.shm;

import org.agrona.concurrent.AtomicBuffer;

/** What an {@link AgronaRingBuffer} knows of its ring, and the ends it has taken of it. */
abstract class RingEnds {
    final AtomicBuffer buffer; // the whole segment
    final int capacity;
    final int maxMsgLength;

    RingEnds(AtomicBuffer buffer, int capacity, int maxMsgLength) {
        this.buffer = buffer;
        this.capacity = capacity;
        this.maxMsgLength = maxMsgLength;
    }

    /** An end by which the calling thread may write now, taken if it has none. */
    abstract RingProducer producer();

    /** The end by which the calling thread has claimed the message at an index. */
    abstract RingProducer claimant(int index);

    /** Takes the reading end. */
    abstract RecordConsumer takeConsumer();

    /** Where the last message ends that was written, or claimed if the ring tells. */
    abstract long producerPosition();

    /** Passes what the dead left. Returns whether there was something. */
    abstract boolean unblock();

    final long consumerPosition() {
        return buffer.getLongAcquire(SpscLayout.HEAD); // RELEASE
    }
}
