package io.sluice.benchmarks;

import io.sluice.shm.RingConsumer;
import io.sluice.shm.RingProducer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;

/** Two of Sluice's rings, one each way. */
final class SluiceRingsChannel extends Channel implements MessageHandler {
    private final Runnable closing;
    private final RingProducer out;
    private final RingConsumer in;
    private final boolean sleep;
    private final UnsafeBuffer message;
    private boolean echoing; // by echo, receive: what a message that is read is for

    /** Runs {@code closing} in the end. */
    SluiceRingsChannel(
            Runnable closing, RingProducer out, RingConsumer in, int payload, boolean sleep) {
        this.closing = closing;
        this.out = out;
        this.in = in;
        this.sleep = sleep;
        this.message = new UnsafeBuffer(ByteBuffer.allocateDirect(payload));
    }

    @Override
    void send(long sequence) {
        message.putLong(0, sequence);
        while (!out.write(1, message, 0, message.capacity())) {
            Thread.onSpinWait();
        }
    }

    @Override
    int receive(int limit) throws IOException {
        if (sleep) {
            Asleep.await(in);
        }
        echoing = false;
        return in.read(this, limit);
    }

    @Override
    int echo() throws IOException {
        if (sleep) {
            Asleep.await(in);
        }
        echoing = true;
        return in.read(this, 1);
    }

    @Override
    public void close() {
        closing.run();
    }

    @Override
    public void onMessage(int type, MutableDirectBuffer buffer, int index, int length) {
        if (!echoing) {
            arrived(buffer, index, length);
            return;
        }
        while (!out.write(type, buffer, index, length)) {
            Thread.onSpinWait();
        }
    }
}
