package io.sluice.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;

/** Two of Agrona's rings, one each way. */
final class AgronaRingsChannel extends Channel implements MessageHandler {
    private final Closeable closing;
    private final RingBuffer out;
    private final RingBuffer in;
    private final UnsafeBuffer message;
    private boolean echoing; // by echo, receive: what a message that is read is for

    AgronaRingsChannel(RingBuffer out, RingBuffer in, int payload, Closeable closing) {
        this.closing = closing;
        this.out = out;
        this.in = in;
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
    int receive(int limit) {
        echoing = false;
        return in.read(this, limit);
    }

    @Override
    int echo() {
        echoing = true;
        return in.read(this, 1);
    }

    @Override
    public void close() throws IOException {
        closing.close();
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
