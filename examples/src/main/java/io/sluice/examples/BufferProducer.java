package io.sluice.examples;

import io.sluice.shm.Monitor;
import io.sluice.shm.Named;
import io.sluice.shm.Segment;
import io.sluice.shm.SegmentOptions;
import org.agrona.concurrent.AtomicBuffer;

/**
 * Puts numbers into a bounded buffer, by a mutex and two conditions, and waits while it is full.
 *
 * <pre>{@code
 * java -cp "examples/target/classes:examples/target/lib/*" io.sluice.examples.BufferProducer 1000000
 * }</pre>
 *
 * <p>Start as many as you like of it and of {@link BufferConsumer}, in any order, and kill any.
 */
public final class BufferProducer {
    static final int CAPACITY = 64; // numbers
    static final int PUT = CAPACITY * Long.BYTES; // how many were, which lie before
    static final int TAKEN = PUT + Long.BYTES;
    static final SegmentOptions DATA = SegmentOptions.named("sluice-buffer-example");
    static final SegmentOptions MONITOR = SegmentOptions.named("sluice-monitor-example");

    final AtomicBuffer memory = Segment.createOrOpen(DATA, TAKEN + Long.BYTES).memory();
    final Monitor monitor = Named.monitor(MONITOR, this::signalAll, 2).get();

    /** Puts 1, 2, 3 and so on, up to the first argument. */
    public static void main(String[] args) throws InterruptedException {
        long numbers = args.length > 0 ? Long.parseLong(args[0]) : 1_000_000;
        BufferProducer buffer = new BufferProducer();
        for (long i = 1; i <= numbers; i++) {
            buffer.put(i);
        }
        System.out.println("put " + numbers + " numbers");
    }

    private void put(long number) throws InterruptedException {
        monitor.mutex().lock();
        try {
            while (memory.getLong(PUT) - memory.getLong(TAKEN) == CAPACITY) {
                monitor.condition(0).await();
            }
            long put = memory.getLong(PUT);
            memory.putLong((int) (put % CAPACITY) * Long.BYTES, number);
            memory.putLongRelease(PUT, put + 1); // PUT: of one who is killed before, nothing counts
            monitor.condition(1).signal();
        } finally {
            monitor.mutex().unlock();
        }
    }

    /** All there is to repair: the dead may have changed a count and signalled nobody. */
    void signalAll() {
        monitor.condition(0).signalAll();
        monitor.condition(1).signalAll();
    }
}
