package io.sluice.benchmarks;

import com.google.errorprone.annotations.CheckReturnValue;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The end of a fan-out that sends: no further ahead of the slowest reader than a window. */
final class FanOutSender extends Channel {
    private final Sink sink;
    private final FanOutCount count;
    private final int window;
    private final Runnable closing;
    private final UnsafeBuffer message;
    private long taken; // by send: what the count said last

    /** What is written to. */
    @FunctionalInterface
    interface Sink {
        /** Writes a message, unless there is no room now. */
        @CheckReturnValue
        boolean write(int type, DirectBuffer message, int index, int length);
    }

    /**
     * Starts with nothing on its way.
     *
     * @param window messages that fit, if the sink overwrites what was not read
     */
    FanOutSender(Setup setup, Sink sink, FanOutCount count, int window, Runnable closing) {
        this.sink = sink;
        this.count = count;
        this.window = window;
        this.closing = closing;
        this.message = new UnsafeBuffer(ByteBuffer.allocateDirect(setup.payload()));
    }

    @Override
    void send(long sequence) {
        while (sequence - taken >= window) {
            taken = count.get();
            Thread.onSpinWait();
        }
        message.putLong(0, sequence);
        while (!sink.write(1, message, 0, message.capacity())) {
            Thread.onSpinWait();
        }
    }

    @Override
    int receive(int limit) {
        throw new UnsupportedOperationException("this end sends");
    }

    @Override
    int echo() {
        throw new UnsupportedOperationException("this end sends");
    }

    @Override
    public void close() {
        closing.run();
    }
}
