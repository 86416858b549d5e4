package io.sluice.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * An end of two byte streams, one a direction: a message is the next {@code payload} bytes.
 *
 * <p>A write carries one message and a read as many as there are, up to {@link #READ_BYTES}. Either
 * may move only part of what it was given; reads and writes that would block return 0 when polling.
 */
abstract class StreamChannel extends Channel {
    /** What a pipe holds; a larger read would save nothing that can be measured. */
    private static final int READ_BYTES = 64 * 1024;

    private final int payload;
    private final Teardown teardown;
    private final ByteBuffer outgoing;
    private final ByteBuffer incoming; // read but not yet taken, between position and limit
    private ReadableByteChannel source; // by connect
    private WritableByteChannel sink; // by connect

    StreamChannel(Setup setup, Teardown teardown) {
        payload = setup.payload();
        this.teardown = teardown;
        outgoing = ByteBuffer.allocateDirect(payload).order(ByteOrder.nativeOrder());
        int batch = Math.max(1, READ_BYTES / payload);
        incoming = ByteBuffer.allocateDirect(batch * payload).order(ByteOrder.nativeOrder());
        incoming.limit(0);
    }

    /** Says where the bytes come from and go to; the second side at once, the first in accept. */
    final void connect(ReadableByteChannel from, WritableByteChannel to) {
        source = from;
        sink = to;
    }

    @Override
    final void send(long sequence) throws IOException {
        outgoing.clear().putLong(0, sequence);
        write(outgoing);
    }

    @Override
    final int receive(int limit) throws IOException {
        read(limit);
        int messages = Math.min(limit, incoming.remaining() / payload);
        for (int i = 0; i < messages; i++) {
            arrived(incoming.getLong(incoming.position()));
            incoming.position(incoming.position() + payload);
        }
        return messages;
    }

    @Override
    final int echo() throws IOException {
        read(1);
        if (incoming.remaining() < payload) {
            return 0;
        }
        int end = incoming.limit();
        incoming.limit(incoming.position() + payload);
        write(incoming);
        incoming.limit(end);
        return 1;
    }

    @Override
    public final void close() throws IOException {
        teardown.close();
    }

    /** Reads once, up to {@code limit} messages, unless a whole one is there already. */
    private void read(int limit) throws IOException {
        if (incoming.remaining() >= payload) {
            return;
        }
        incoming.compact();
        incoming.limit((int) Math.min(incoming.capacity(), (long) limit * payload));
        int length = source.read(incoming);
        incoming.flip();
        if (length < 0) {
            throw new EOFException("the other side has closed its end");
        }
    }

    private void write(ByteBuffer message) throws IOException {
        while (message.hasRemaining()) {
            if (sink.write(message) == 0) {
                Thread.onSpinWait();
            }
        }
    }
}
