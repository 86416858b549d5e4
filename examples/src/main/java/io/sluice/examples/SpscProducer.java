package io.sluice.examples;

import io.sluice.shm.RingProducer;
import io.sluice.shm.SpscRing;

/**
 * Sends messages through a ring in {@code /dev/shm}; {@link SpscConsumer} receives them.
 *
 * <pre>{@code
 * java -cp "examples/target/classes:examples/target/lib/*" io.sluice.examples.SpscProducer 1000000
 * }</pre>
 *
 * <p>Start either first. Kill either and start it again: the other goes on.
 */
public final class SpscProducer {
    private static final int PRICE = 1;
    private static final int LENGTH = 2 * Long.BYTES;

    private SpscProducer() {}

    /** Sends as many messages as the first argument says, 1,000,000 by default. */
    public static void main(String[] args) {
        long messages = args.length > 0 ? Long.parseLong(args[0]) : 1_000_000;
        try (SpscRing ring = SpscRing.createOrOpen("sluice-example", 1 << 16);
                RingProducer producer = ring.producer()) {
            System.out.println("sending " + messages + " messages into " + ring);
            for (long i = 1; i <= messages; i++) {
                int index = producer.tryClaim(PRICE, LENGTH);
                while (index == RingProducer.INSUFFICIENT_CAPACITY) {
                    Thread.onSpinWait(); // the ring is full: the consumer is slow, or not there yet
                    index = producer.tryClaim(PRICE, LENGTH);
                }
                producer.buffer().putLong(index, i);
                producer.buffer().putLong(index + Long.BYTES, System.nanoTime());
                producer.commit(index);
            }
        }
        System.out.println("sent " + messages + " messages");
    }
}
