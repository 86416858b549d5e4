package io.sluice.shm;

import org.agrona.concurrent.AtomicBuffer;

/** What an {@link AgronaRingBuffer} knows of its ring, and the ends it has taken of it. */
abstract class RingEnds implements Positions {
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

    /** The end by which the calling thread has claimed the message at an index of the buffer. */
    abstract RingProducer claimant(int index);

    /** Where in the buffer an end's own begins. */
    int start(RingProducer producer) {
        return 0;
    }

    /** Takes the reading end. */
    abstract ReleasingConsumer takeConsumer();

    /** Passes what the dead left. Returns whether there was something. */
    abstract boolean unblock();

    @Override
    public long consumerPosition() {
        return buffer.getLongAcquire(SpscLayout.HEAD); // RELEASE
    }
}
