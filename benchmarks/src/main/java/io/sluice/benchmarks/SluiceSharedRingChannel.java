package io.sluice.benchmarks;

import io.sluice.shm.RingConsumer;
import io.sluice.shm.RingProducer;
import org.agrona.DirectBuffer;

/** One of Sluice's rings, shared; used in copies with a profile of their own. */
final class SluiceSharedRingChannel extends SharedRingChannel {
    private final Runnable closing;
    private final RingProducer out;
    private final RingConsumer in; // null on the first side

    /** Runs {@code closing} in the end. */
    SluiceSharedRingChannel(
            Side side, Runnable closing, RingProducer out, RingConsumer in, int payload) {
        super(side, payload);
        this.closing = closing;
        this.out = out;
        this.in = in;
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
        closing.run();
    }
}
