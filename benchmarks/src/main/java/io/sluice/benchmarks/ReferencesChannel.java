package io.sluice.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Two queues of references, one each way, whose messages come from a pool of their sender. */
final class ReferencesChannel extends Channel {
    private final References out;
    private final References in;
    private final MessagePool pool;
    private final UnsafeBuffer message;

    ReferencesChannel(References out, References in, Setup setup) {
        this.out = out;
        this.in = in;
        this.pool = new MessagePool(setup);
        this.message = new UnsafeBuffer(ByteBuffer.allocateDirect(setup.payload()));
    }

    @Override
    void send(long sequence) throws IOException {
        message.putLong(0, sequence);
        put(message);
    }

    @Override
    int receive(int limit) throws IOException {
        int received = 0;
        UnsafeBuffer next = take();
        while (next != null) {
            arrived(next, 0, next.capacity());
            received++;
            next = received < limit ? in.poll() : null;
        }
        return received;
    }

    @Override
    int echo() throws IOException {
        UnsafeBuffer next = take();
        if (next == null) {
            return 0;
        }
        put(next);
        return 1;
    }

    @Override
    public void close() {}

    private void put(UnsafeBuffer source) throws IOException {
        try {
            out.put(pool.fill(source));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private UnsafeBuffer take() throws IOException {
        try {
            return in.take();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IOException("interrupted while it waits", e);
    }
}
