package io.sluice.benchmarks;

import java.util.concurrent.BlockingQueue;
import org.agrona.concurrent.UnsafeBuffer;

/** A bounded queue of the JDK. Both ends wait as it does: a while awake, then asleep. */
record BlockingReferences(BlockingQueue<UnsafeBuffer> queue) implements References {
    @Override
    public void put(UnsafeBuffer message) throws InterruptedException {
        queue.put(message);
    }

    @Override
    public UnsafeBuffer take() throws InterruptedException {
        return queue.take();
    }

    @Override
    public UnsafeBuffer poll() {
        return queue.poll();
    }
}
