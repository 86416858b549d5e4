package io.sluice.benchmarks;

import com.google.errorprone.annotations.CheckReturnValue;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;

/** The writing end of a direction laid out by {@link SlotLayout}; one thread uses it. */
final class SlotProducer {
    private final AtomicBuffer buffer;
    private final int payload;
    private long tail;
    private long head; // as last seen

    SlotProducer(AtomicBuffer buffer, int payload) {
        this.buffer = buffer;
        this.payload = payload;
    }

    /** Copies the message at an index of another buffer into the next slot, unless all are full. */
    @CheckReturnValue
    boolean tryWrite(DirectBuffer source, int index) {
        if (tail - head == SlotLayout.SLOTS) {
            head = buffer.getLongAcquire(SlotLayout.HEAD); // FREE
            if (tail - head == SlotLayout.SLOTS) {
                return false;
            }
        }
        buffer.putBytes(SlotLayout.index(tail, payload), source, index, payload);
        buffer.putLongRelease(SlotLayout.TAIL, ++tail); // PUBLISH
        return true;
    }
}
