package io.sluice.examples;

import io.sluice.shm.RingConsumer;
import io.sluice.shm.SpscRing;
import java.util.concurrent.TimeUnit;
import org.agrona.MutableDirectBuffer;

/**
 * Receives the messages that {@link SpscProducer} sends, sleeping while there are none.
 *
 * <pre>{@code
 * java -cp "examples/target/classes:examples/target/lib/*" io.sluice.examples.SpscConsumer 1000000
 * }</pre>
 *
 * <p>Start either first. Kill either and start it again: the other goes on.
 */
public final class SpscConsumer {
    private static final long ONE_SECOND = TimeUnit.SECONDS.toNanos(1);

    private long received;
    private long last;

    private SpscConsumer() {}

    /** Receives as many messages as the first argument says, 1,000,000 by default. */
    public static void main(String[] args) throws InterruptedException {
        long messages = args.length > 0 ? Long.parseLong(args[0]) : 1_000_000;
        SpscConsumer example = new SpscConsumer();
        try (SpscRing ring = SpscRing.createOrOpen("sluice-example", 1 << 16);
                RingConsumer consumer = ring.consumer()) {
            System.out.println("receiving " + messages + " messages from " + ring);
            while (example.received < messages) {
                if (consumer.await(ONE_SECOND)) {
                    long missing = messages - example.received;
                    consumer.read(example::onMessage, (int) Math.min(missing, 64));
                }
            }
        }
        System.out.println("received " + messages + " messages, the last is " + example.last);
    }

    private void onMessage(int type, MutableDirectBuffer buffer, int index, int length) {
        last = buffer.getLong(index);
        received++;
    }
}
