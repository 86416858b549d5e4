package io.sluice.benchmarks;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;

/** The reading end of a direction laid out by {@link SlotLayout}; one thread uses it. */
final class SlotConsumer {
    private final AtomicBuffer buffer;
    private final int payload;
    private long head;
    private long tail; // as last seen

    SlotConsumer(AtomicBuffer buffer, int payload) {
        this.buffer = buffer;
        this.payload = payload;
    }

    /** Throws IllegalStateException unless that many messages can be read. */
    void require(int messages) {
        if (tail - head < messages) {
            tail = buffer.getLongAcquire(SlotLayout.TAIL); // PUBLISH
        }
        if (tail - head < messages) {
            throw new IllegalStateException(
                    "messages=" + messages + " announced, tail=" + tail + ", head=" + head);
        }
    }

    /** Where the messages are. */
    DirectBuffer buffer() {
        return buffer;
    }

    /** The index of the n-th message that can be read, from 0. */
    int index(int n) {
        return SlotLayout.index(head + n, payload);
    }

    /** Gives the slots of the next messages back. */
    void free(int messages) {
        head += messages;
        buffer.putLongRelease(SlotLayout.HEAD, head); // FREE
    }
}
