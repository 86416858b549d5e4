package io.sluice.benchmarks;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Two of the Disruptor's rings, one each way, whose events are messages. */
final class DisruptorChannel extends Channel implements EventPoller.Handler<UnsafeBuffer> {
    private final RingBuffer<UnsafeBuffer> out;
    private final EventPoller<UnsafeBuffer> in;
    private final UnsafeBuffer message;
    private boolean echoing; // by echo, receive: what an event that is read is for
    private int left; // by receive, echo, onEvent: how many more are wanted

    DisruptorChannel(DisruptorRing out, DisruptorRing in, int payload) {
        this.out = out.events();
        this.in = in.poller();
        this.message = new UnsafeBuffer(ByteBuffer.allocateDirect(payload));
    }

    @Override
    void send(long sequence) {
        message.putLong(0, sequence);
        publish(message);
    }

    @Override
    int receive(int limit) throws IOException {
        echoing = false;
        return take(limit);
    }

    @Override
    int echo() throws IOException {
        echoing = true;
        return take(1);
    }

    @Override
    public boolean onEvent(UnsafeBuffer event, long sequence, boolean endOfBatch) {
        if (echoing) {
            publish(event);
        } else {
            arrived(event, 0, event.capacity());
        }
        left--;
        return left > 0;
    }

    @Override
    public void close() {}

    /** Spins for room itself: {@link RingBuffer#next()} would sleep. */
    private void publish(DirectBuffer source) {
        while (!out.hasAvailableCapacity(1)) {
            Thread.onSpinWait();
        }
        long sequence = out.next();
        out.get(sequence).putBytes(0, source, 0, source.capacity());
        out.publish(sequence);
    }

    private int take(int limit) throws IOException {
        left = limit;
        try {
            EventPoller.PollState unused = in.poll(this);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e); // the poller's signature; onEvent throws none
        }
        return limit - left;
    }
}
