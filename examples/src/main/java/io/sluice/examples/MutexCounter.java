package io.sluice.examples;

import io.sluice.futex.RobustMutex;
import io.sluice.shm.Named;
import io.sluice.shm.Segment;
import io.sluice.shm.SegmentOptions;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AtomicBuffer;

/**
 * Counts in shared memory, in turns with others who do.
 *
 * <pre>{@code
 * java -cp "examples/target/classes:examples/target/lib/*" io.sluice.examples.MutexCounter 1000000
 * java -cp "examples/target/classes:examples/target/lib/*" io.sluice.examples.MutexCounter 9 stop
 * }</pre>
 *
 * <p>Start as many as you like, and kill any. One that is told to stop does so half-way, and keeps
 * the others waiting; kill it, and who is next repairs what it left.
 */
public final class MutexCounter {
    private static final int COUNT = 0;
    private static final int COPY = 8; // equal to the count while nobody holds the mutex

    private MutexCounter() {}

    /** Counts as often as the first argument says; stops then if there is a second one. */
    public static void main(String[] args) throws InterruptedException {
        long times = args.length > 0 ? Long.parseLong(args[0]) : 1_000_000;
        long stop = args.length > 1 ? times : 0;
        try (Segment data = Segment.createOrOpen(SegmentOptions.named("sluice-count-example"), 16);
                Named<RobustMutex> mutex =
                        Named.robustMutex(
                                SegmentOptions.named("sluice-mutex-example"),
                                () -> repair(data.memory()))) {
            AtomicBuffer memory = data.memory();
            for (long i = 1; i <= times; i++) {
                while (!mutex.get().tryLock(1, TimeUnit.SECONDS)) {
                    mutex.holder().ifPresent(holder -> System.out.println("held by " + holder));
                }
                long count = memory.getLong(COUNT) + 1;
                memory.putLong(COUNT, count);
                if (i == stop) {
                    System.out.println("half-way to " + count + ", kill me");
                    TimeUnit.DAYS.sleep(1);
                }
                memory.putLong(COPY, count);
                mutex.get().unlock();
            }
            System.out.println("counted " + times + ", the count is " + memory.getLong(COPY));
        }
    }

    private static void repair(AtomicBuffer memory) {
        System.out.println("count=" + memory.getLong(COUNT) + " copy=" + memory.getLong(COPY));
        memory.putLong(COUNT, memory.getLong(COPY)); // as if the dead one had not begun
    }
}
