package io.sluice.examples;

import io.sluice.shm.BroadcastRing;
import io.sluice.shm.RingProducer;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Publishes prices, and waits for nobody who reads them.
 *
 * <pre>{@code
 * java -cp "examples/target/classes:examples/target/lib/*" io.sluice.examples.Ticker 1000000 1000
 * }</pre>
 *
 * <p>Start as many {@link TickerView}s as you like, before or after, and kill any of them.
 */
public final class Ticker {
    private static final int PRICE = 1;

    private Ticker() {}

    /**
     * Publishes as many ticks as the first argument says, after every so many a millisecond's rest.
     */
    public static void main(String[] args) {
        long ticks = args.length > 0 ? Long.parseLong(args[0]) : 1_000_000;
        long burst = args.length > 1 ? Long.parseLong(args[1]) : 1_000;
        try (BroadcastRing ring = BroadcastRing.createOrOpen("sluice-ticker-example", 1 << 16);
                RingProducer producer = ring.producer()) {
            System.out.println("publishing " + ticks + " ticks to " + ring);
            // Outside the heap, and after the ring: a ring opens Agrona's packages.
            UnsafeBuffer tick = new UnsafeBuffer(ByteBuffer.allocateDirect(2 * Long.BYTES));
            for (long i = 1; i <= ticks; i++) {
                tick.putLong(0, i);
                tick.putLong(Long.BYTES, 100_00 + i % 100); // the price in cents
                if (!producer.write(PRICE, tick, 0, tick.capacity())) {
                    throw new AssertionError("a broadcast is never full");
                }
                if (i % burst == 0) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                }
            }
        }
        System.out.println("published " + ticks + " ticks");
    }
}
