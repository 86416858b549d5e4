package io.sluice.examples;

import io.sluice.shm.MpscRing;
import io.sluice.shm.RingConsumer;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.agrona.MutableDirectBuffer;

/**
 * Receives what every {@link MpscSender} sends, sleeping while there is nothing.
 *
 * <pre>{@code
 * java -cp "examples/target/classes:examples/target/lib/*" io.sluice.examples.MpscReceiver 2000000
 * }</pre>
 */
public final class MpscReceiver {
    private static final long ONE_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Map<Integer, Long> lastBySender = new TreeMap<>();
    private long received;

    private MpscReceiver() {}

    /** Receives as many messages as the first argument says, 2,000,000 by default. */
    public static void main(String[] args) throws InterruptedException {
        long messages = args.length > 0 ? Long.parseLong(args[0]) : 2_000_000;
        MpscReceiver example = new MpscReceiver();
        try (MpscRing ring = MpscRing.createOrOpen("sluice-mpsc-example", 1 << 16);
                RingConsumer consumer = ring.consumer()) {
            System.out.println("receiving " + messages + " messages from " + ring);
            while (example.received < messages) {
                if (consumer.await(ONE_SECOND)) {
                    long missing = messages - example.received;
                    consumer.read(example::onMessage, (int) Math.min(missing, 64));
                }
            }
        }
        System.out.println(
                "received " + messages + " messages, the last of each: " + example.lastBySender);
    }

    private void onMessage(int sender, MutableDirectBuffer buffer, int index, int length) {
        lastBySender.put(sender, buffer.getLong(index));
        received++;
    }
}
