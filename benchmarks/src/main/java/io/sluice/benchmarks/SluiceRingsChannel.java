package io.sluice.benchmarks;

import io.sluice.shm.RingConsumer;
import io.sluice.shm.RingProducer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;

/** Two of Sluice's rings, one each way. */
final class SluiceRingsChannel extends Channel implements MessageHandler {
    private static final long AWAIT_NS = TimeUnit.SECONDS.toNanos(1);

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
            await();
        }
        echoing = false;
        return in.read(this, limit);
    }

    @Override
    int echo() throws IOException {
        if (sleep) {
            await();
        }
        echoing = true;
        return in.read(this, 1);
    }

    @Override
    public void close() {
        closing.run();
    }

    private void await() throws IOException {
        try {
            while (!in.await(0, AWAIT_NS)) {
                Thread.onSpinWait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a message");
        }
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
