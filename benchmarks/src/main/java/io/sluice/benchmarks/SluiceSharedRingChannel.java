package io.sluice.benchmarks;

import io.sluice.shm.RingConsumer;
import io.sluice.shm.RingProducer;
import org.agrona.DirectBuffer;

/** One of Sluice's rings, shared. */
final class SluiceSharedRingChannel extends SharedRingChannel {
    private final SluiceRing.Ends ring;
    private final RingProducer out;
    private final RingConsumer in; // null on the first side

    SluiceSharedRingChannel(Side side, SluiceRing.Ends ring, int payload) {
        super(side, payload);
        this.ring = ring;
        this.out = ring.producer();
        this.in = side == Side.FIRST ? null : ring.consumer();
    }

    @Override
    boolean tryWrite(int type, DirectBuffer message) {
        return out.write(type, message, 0, message.capacity());
    }

    @Override
    int receive(int limit) {
        return in.read(this, limit);
    }

    @Override
    public void close() {
        ring.close();
    }
}
