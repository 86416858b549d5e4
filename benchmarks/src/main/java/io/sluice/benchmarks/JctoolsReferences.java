package io.sluice.benchmarks;

import org.agrona.concurrent.UnsafeBuffer;
import org.jctools.queues.MessagePassingQueue;

/** A bounded queue of JCTools. Both ends spin. */
record JctoolsReferences(MessagePassingQueue<UnsafeBuffer> queue) implements References {
    @Override
    public void put(UnsafeBuffer message) {
        while (!queue.relaxedOffer(message)) {
            Thread.onSpinWait();
        }
    }

    @Override
    public UnsafeBuffer take() {
        return queue.relaxedPoll();
    }

    @Override
    public UnsafeBuffer poll() {
        return queue.relaxedPoll();
    }
}
