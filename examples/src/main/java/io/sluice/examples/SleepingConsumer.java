package io.sluice.examples;

import io.sluice.shm.RingConsumer;
import io.sluice.shm.SpscRing;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.MessageHandler;

/**
 * Waits for messages of {@link SpscProducer}, or for none, and says what waiting has cost.
 *
 * <pre>{@code
 * java -cp "examples/target/classes:examples/target/lib/*" io.sluice.examples.SleepingConsumer 10
 * }</pre>
 *
 * <p>Interrupt the thread, or close the ring from another, to end the wait at once.
 */
public final class SleepingConsumer {
    private SleepingConsumer() {}

    /** Waits for as many seconds as the first argument says, 10 by default. */
    public static void main(String[] args) throws InterruptedException {
        long seconds = args.length > 0 ? Long.parseLong(args[0]) : 10;
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        MessageHandler handler = (type, buffer, index, length) -> {};
        long messages = 0;
        try (SpscRing ring = SpscRing.createOrOpen("sluice-example", 1 << 16);
                RingConsumer consumer = ring.consumer()) {
            System.out.println("waiting " + seconds + " s for messages from " + ring);
            Duration before = cpu();
            // Spins a little, then sleeps, until a message is there or the time is over.
            while (consumer.await(endNs - System.nanoTime())) {
                messages += consumer.read(handler, 64);
            }
            System.out.printf(
                    "received %d messages, and used %.2f %% of a CPU%n",
                    messages, cpu().minus(before).toNanos() / 1e7 / seconds);
        }
    }

    /** What all threads of this process have used. */
    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    }
}
