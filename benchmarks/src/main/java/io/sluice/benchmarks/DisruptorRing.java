package io.sluice.benchmarks;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A ring of the Disruptor and the poller that reads from it and holds its producer back. */
record DisruptorRing(RingBuffer<UnsafeBuffer> events, EventPoller<UnsafeBuffer> poller) {
    static DisruptorRing of(RingBuffer<UnsafeBuffer> events) {
        EventPoller<UnsafeBuffer> poller = events.newPoller();
        events.addGatingSequences(poller.getSequence());
        return new DisruptorRing(events, poller);
    }
}
