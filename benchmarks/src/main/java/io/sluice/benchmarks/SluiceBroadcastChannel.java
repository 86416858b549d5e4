package io.sluice.benchmarks;

import io.sluice.shm.RingConsumer;
import io.sluice.shm.RingProducer;
import java.io.IOException;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;

/** Two of Sluice's broadcasts, one each way. */
final class SluiceBroadcastChannel extends BroadcastChannel {
    private static final int HEADER_LENGTH = 16;

    private final Runnable closing;
    private final RingProducer out;
    private final RingConsumer in;
    private final boolean sleep;

    /** Runs {@code closing} in the end. */
    SluiceBroadcastChannel(
            Runnable closing, RingProducer out, RingConsumer in, Setup setup, boolean sleep) {
        super(setup, recordLength(setup));
        this.closing = closing;
        this.out = out;
        this.in = in;
        this.sleep = sleep;
    }

    /** How many messages may be on their way. */
    static int window(Setup setup) {
        return window(setup, recordLength(setup));
    }

    private static int recordLength(Setup setup) {
        return BitUtil.align(setup.payload() + HEADER_LENGTH, Long.BYTES);
    }

    @Override
    void transmit(int type, DirectBuffer buffer, int index, int length) {
        if (!out.write(type, buffer, index, length)) {
            throw new IllegalStateException("a broadcast refused length=" + length);
        }
    }

    @Override
    void read(int limit) throws IOException {
        if (sleep) {
            Asleep.await(in);
        }
        in.read(this, limit);
    }

    @Override
    public void close() {
        closing.run();
    }
}
