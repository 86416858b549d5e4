package io.sluice.examples;

import io.sluice.shm.MpscRing;
import io.sluice.shm.RingConsumer;
import io.sluice.shm.SpscRing;
import io.sluice.shm.WaitSet;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.MessageHandler;

/**
 * Receives what {@link SpscProducer} and every {@link MpscSender} send, two rings of different
 * kinds on one thread, asleep while both are empty.
 *
 * <pre>{@code
 * java -cp "examples/target/classes:examples/target/lib/*" io.sluice.examples.WaitSetReceiver 2000000
 * }</pre>
 */
public final class WaitSetReceiver {
    private static final long ONE_SECOND = TimeUnit.SECONDS.toNanos(1);

    private WaitSetReceiver() {}

    /** Receives as many messages as the first argument says, 2,000,000 by default. */
    public static void main(String[] args) throws InterruptedException {
        long messages = args.length > 0 ? Long.parseLong(args[0]) : 2_000_000;
        long fromOne = 0;
        long fromMany = 0;
        try (SpscRing one = SpscRing.createOrOpen("sluice-example", 1 << 16);
                MpscRing many = MpscRing.createOrOpen("sluice-mpsc-example", 1 << 16);
                RingConsumer oneConsumer = one.consumer();
                RingConsumer manyConsumer = many.consumer()) {
            MessageHandler handler = (type, buffer, index, length) -> {};
            WaitSet either = WaitSet.of(oneConsumer, manyConsumer);
            System.out.println("receiving " + messages + " messages from " + one + " and " + many);
            while (fromOne + fromMany < messages) {
                if (either.await(ONE_SECOND)) {
                    fromOne += oneConsumer.read(handler, 64); // at most so many, then the other's
                    fromMany += manyConsumer.read(handler, 64);
                }
            }
        }
        System.out.println("received " + fromOne + " messages of one, " + fromMany + " of many");
    }
}
