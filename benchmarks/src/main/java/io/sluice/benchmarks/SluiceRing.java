package io.sluice.benchmarks;

import io.sluice.shm.BroadcastRing;
import io.sluice.shm.FanInRing;
import io.sluice.shm.GatedRing;
import io.sluice.shm.Join;
import io.sluice.shm.MpscRing;
import io.sluice.shm.RingConsumer;
import io.sluice.shm.RingProducer;
import io.sluice.shm.SegmentOptions;
import io.sluice.shm.SpscRing;
import java.util.function.Supplier;

/** Which of Sluice's rings a row uses, and how it is opened. */
enum SluiceRing {
    SPSC("sluice-spsc", "Sluice SpscRing") {
        @Override
        Ends open(Side side, SegmentOptions options, int capacity) {
            SpscRing ring =
                    side == Side.FIRST
                            ? SpscRing.create(options, capacity)
                            : SpscRing.open(options);
            return new Ends(ring::producer, ring::consumer, ring::close);
        }
    },
    MPSC("sluice-mpsc", "Sluice MpscRing") {
        @Override
        Ends open(Side side, SegmentOptions options, int capacity) {
            MpscRing ring =
                    side == Side.FIRST
                            ? MpscRing.create(options, capacity)
                            : MpscRing.open(options);
            return new Ends(ring::producer, ring::consumer, ring::close);
        }
    },
    FAN_IN("sluice-fanin", "Sluice FanInRing, a lane for each side") {
        @Override
        Ends open(Side side, SegmentOptions options, int capacity) {
            FanInRing ring =
                    side == Side.FIRST
                            ? FanInRing.create(options, Side.values().length, capacity)
                            : FanInRing.open(options);
            return new Ends(ring::producer, ring::consumer, ring::close);
        }
    },
    BROADCAST("sluice-broadcast", "Sluice BroadcastRing") {
        @Override
        Ends open(Side side, SegmentOptions options, int capacity) {
            BroadcastRing ring =
                    side == Side.FIRST
                            ? BroadcastRing.create(options, capacity)
                            : BroadcastRing.open(options);
            return new Ends(ring::producer, () -> ring.consumer(Join.NEWEST), ring::close);
        }
    },
    GATED("sluice-gated", "Sluice GatedRing") {
        @Override
        Ends open(Side side, SegmentOptions options, int capacity) {
            GatedRing ring =
                    side == Side.FIRST
                            ? GatedRing.create(options, capacity)
                            : GatedRing.open(options);
            return new Ends(ring::producer, ring::consumer, ring::close);
        }
    };

    private final String id;
    private final String description;

    SluiceRing(String id, String description) {
        this.id = id;
        this.description = description;
    }

    /** What its rows' names begin with. */
    String id() {
        return id;
    }

    /** What its rows' descriptions begin with. */
    String description() {
        return description;
    }

    /**
     * Creates the ring, or its lanes, of so many bytes on the first side; opens it on the second.
     */
    abstract Ends open(Side side, SegmentOptions options, int capacity);

    /** An open ring; its ends are taken one by one, and closed with it. */
    record Ends(
            Supplier<RingProducer> producers, Supplier<RingConsumer> consumers, Runnable closing)
            implements AutoCloseable {
        /** Takes a writing end. */
        RingProducer producer() {
            return producers.get();
        }

        /** Takes a reading end. */
        RingConsumer consumer() {
            return consumers.get();
        }

        @Override
        public void close() {
            closing.run();
        }
    }
}
