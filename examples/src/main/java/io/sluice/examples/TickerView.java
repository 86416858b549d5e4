package io.sluice.examples;

import io.sluice.shm.BroadcastConsumer;
import io.sluice.shm.BroadcastRing;
import io.sluice.shm.Join;
import java.util.concurrent.TimeUnit;
import org.agrona.MutableDirectBuffer;

/**
 * Reads what {@link Ticker} publishes, and counts what it was too slow for.
 *
 * <pre>{@code
 * java -cp "examples/target/classes:examples/target/lib/*" io.sluice.examples.TickerView OLDEST
 * java -cp "examples/target/classes:examples/target/lib/*" io.sluice.examples.TickerView LATEST_VALUE
 * }</pre>
 *
 * <p>It joins at the newest tick, at the oldest that is kept, or reads only ever the last one.
 */
public final class TickerView {
    private static final long ONE_SECOND = TimeUnit.SECONDS.toNanos(1);

    private long first;
    private long last;
    private long price;

    private TickerView() {}

    /** Reads until no tick has come for a second. */
    public static void main(String[] args) throws InterruptedException {
        Join join = args.length > 0 ? Join.valueOf(args[0]) : Join.NEWEST;
        TickerView view = new TickerView();
        long read = 0;
        try (BroadcastRing ring = BroadcastRing.createOrOpen("sluice-ticker-example", 1 << 16);
                BroadcastConsumer consumer = ring.consumer(join)) {
            System.out.println("joins " + ring + " at " + join);
            while (consumer.await(ONE_SECOND)) {
                read += consumer.read(view::onTick, 64);
            }
            System.out.printf(
                    "read %d ticks from %d to %d, lost %d, the last price is %.2f%n",
                    read, view.first, view.last, consumer.lost(), view.price / 100.0);
        }
    }

    private void onTick(int type, MutableDirectBuffer buffer, int index, int length) {
        last = buffer.getLong(index);
        price = buffer.getLong(index + Long.BYTES);
        first = first == 0 ? last : first;
    }
}
