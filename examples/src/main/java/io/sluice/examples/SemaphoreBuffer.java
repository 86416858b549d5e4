package io.sluice.examples;

import io.sluice.futex.Semaphore;
import io.sluice.shm.Named;
import io.sluice.shm.Segment;
import io.sluice.shm.SegmentOptions;
import org.agrona.concurrent.AtomicBuffer;

/**
 * A bounded buffer by two semaphores, for one process that puts and one that takes.
 *
 * <pre>{@code
 * java -cp "examples/target/classes:examples/target/lib/*" io.sluice.examples.SemaphoreBuffer take 9
 * java -cp "examples/target/classes:examples/target/lib/*" io.sluice.examples.SemaphoreBuffer put 9
 * }</pre>
 *
 * <p>Shorter than {@link BufferProducer}, but a permit goes with who is killed while he has it.
 */
public final class SemaphoreBuffer {
    private static final int CAPACITY = 64; // numbers
    private static final int PUT = CAPACITY * Long.BYTES; // how many were; by who puts
    private static final int TAKEN = PUT + Long.BYTES; // by who takes

    private SemaphoreBuffer() {}

    /** Puts 1, 2, 3 and so on, or takes, as many as the second argument says. */
    public static void main(String[] args) throws InterruptedException {
        SegmentOptions data = SegmentOptions.named("sluice-numbers-example");
        SegmentOptions free = SegmentOptions.named("sluice-free-example");
        SegmentOptions full = SegmentOptions.named("sluice-full-example");
        boolean puts = args[0].equals("put");
        try (Segment segment = Segment.createOrOpen(data, TAKEN + Long.BYTES);
                Named<Semaphore> places = Named.semaphore(free, CAPACITY);
                Named<Semaphore> numbers = Named.semaphore(full, 0)) {
            AtomicBuffer memory = segment.memory();
            Semaphore from = puts ? places.get() : numbers.get();
            Semaphore to = puts ? numbers.get() : places.get();
            int counter = puts ? PUT : TAKEN;
            long last = 0;
            for (long i = 1; i <= Long.parseLong(args[1]); i++) {
                from.acquire();
                long count = memory.getLong(counter);
                int place = (int) (count % CAPACITY) * Long.BYTES;
                if (puts) {
                    memory.putLong(place, i);
                }
                last = memory.getLong(place);
                memory.putLong(counter, count + 1);
                to.release();
            }
            System.out.println(args[0] + " " + args[1] + " numbers, the last is " + last);
        }
    }
}
