package io.sluice.examples;

import static io.sluice.examples.BufferProducer.CAPACITY;
import static io.sluice.examples.BufferProducer.PUT;
import static io.sluice.examples.BufferProducer.TAKEN;

import io.sluice.shm.Monitor;
import org.agrona.concurrent.AtomicBuffer;

/**
 * Takes numbers out of the bounded buffer of {@link BufferProducer}, and waits while it is empty.
 *
 * <pre>{@code
 * java -cp "examples/target/classes:examples/target/lib/*" io.sluice.examples.BufferConsumer 1000000
 * }</pre>
 */
public final class BufferConsumer {
    private BufferConsumer() {}

    /** Takes as many numbers as the first argument says. */
    public static void main(String[] args) throws InterruptedException {
        long numbers = args.length > 0 ? Long.parseLong(args[0]) : 1_000_000;
        BufferProducer buffer = new BufferProducer(); // the same memory, monitor and repair
        long last = 0;
        for (long i = 1; i <= numbers; i++) {
            last = take(buffer.memory, buffer.monitor);
        }
        System.out.println("took " + numbers + " numbers, the last is " + last);
    }

    private static long take(AtomicBuffer memory, Monitor monitor) throws InterruptedException {
        monitor.mutex().lock();
        try {
            while (memory.getLong(PUT) == memory.getLong(TAKEN)) {
                monitor.condition(1).await();
            }
            long taken = memory.getLong(TAKEN);
            long number = memory.getLong((int) (taken % CAPACITY) * Long.BYTES);
            memory.putLongRelease(TAKEN, taken + 1); // TAKEN: of one killed before, nothing counts
            monitor.condition(0).signal();
            return number;
        } finally {
            monitor.mutex().unlock();
        }
    }
}
