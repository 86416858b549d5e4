package io.sluice.benchmarks;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;

/** One of Agrona's rings, shared. */
final class AgronaSharedRingChannel extends SharedRingChannel {
    private final RingBuffer ring;

    AgronaSharedRingChannel(Side side, RingBuffer ring, int payload) {
        super(side, payload);
        this.ring = ring;
    }

    @Override
    boolean tryWrite(int type, DirectBuffer message) {
        return ring.write(type, message, 0, message.capacity());
    }

    @Override
    int receive(int limit) {
        return ring.read(this, limit);
    }

    @Override
    public void close() {}
}
