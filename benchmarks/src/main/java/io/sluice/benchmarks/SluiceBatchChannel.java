package io.sluice.benchmarks;

import io.sluice.shm.RingConsumer;
import io.sluice.shm.RingProducer;
import java.nio.ByteBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;

/** One of Sluice's rings, one way, to which messages are published several at a time. */
final class SluiceBatchChannel extends Channel implements MessageHandler {
    static final int MOST_MESSAGES = 16;

    private static final int COST_OF_MESSAGE = 16;

    private final SluiceRing.Ends ring;
    private final RingProducer out; // null on the receiving side
    private final RingConsumer in; // null on the sending side
    private final UnsafeBuffer message;
    private final int batchLength;
    private final int batchMessages;
    private int open; // messages in the open batch; 0: none is open

    private SluiceBatchChannel(
            SluiceRing.Ends ring, RingProducer out, RingConsumer in, int payload) {
        int cost = COST_OF_MESSAGE + (payload + 7 & -8);
        this.ring = ring;
        this.out = out;
        this.in = in;
        this.message = new UnsafeBuffer(ByteBuffer.allocateDirect(payload));
        this.batchMessages =
                out == null ? 0 : Math.max(1, Math.min(MOST_MESSAGES, out.maxMsgLength() / cost));
        this.batchLength = out == null ? 0 : Math.min(out.maxMsgLength(), batchMessages * cost);
    }

    static SluiceBatchChannel sender(SluiceRing.Ends ring, int payload) {
        return new SluiceBatchChannel(ring, ring.producer(), null, payload);
    }

    static SluiceBatchChannel receiver(SluiceRing.Ends ring) {
        return new SluiceBatchChannel(ring, null, ring.consumer(), 0);
    }

    @Override
    void send(long sequence) {
        if (open == 0) {
            while (!out.tryStartBatch(batchLength)) {
                Thread.onSpinWait();
            }
        }
        message.putLong(0, sequence);
        if (!out.write(1, message, 0, message.capacity())) {
            throw new IllegalStateException("a batch of " + batchLength + " has no room");
        }
        open++;
        if (open == batchMessages) {
            flush();
        }
    }

    @Override
    void flush() {
        if (open > 0) {
            out.publishBatch();
            open = 0;
        }
    }

    @Override
    int receive(int limit) {
        return in.read(this, limit);
    }

    @Override
    int echo() {
        throw new UnsupportedOperationException("there is no way back");
    }

    @Override
    public void close() {
        ring.close();
    }

    @Override
    public void onMessage(int type, MutableDirectBuffer buffer, int index, int length) {
        arrived(buffer, index, length);
    }
}
