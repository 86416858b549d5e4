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
        Ends open(Side side, SegmentOptions options) {
            SpscRing ring =
                    side == Side.FIRST
                            ? SpscRing.create(options, CAPACITY)
                            : SpscRing.open(options);
            return new Ends(ring::producer, ring::consumer, ring::close);
        }
    },
    MPSC("sluice-mpsc", "Sluice MpscRing") {
        @Override
        Ends open(Side side, SegmentOptions options) {
            MpscRing ring =
                    side == Side.FIRST
                            ? MpscRing.create(options, CAPACITY)
                            : MpscRing.open(options);
            return new Ends(ring::producer, ring::consumer, ring::close);
        }
    },
    FAN_IN("sluice-fanin", "Sluice FanInRing, a lane for each side") {
        @Override
        Ends open(Side side, SegmentOptions options) {
            FanInRing ring =
                    side == Side.FIRST
                            ? FanInRing.create(options, Side.values().length, CAPACITY)
                            : FanInRing.open(options);
            return new Ends(ring::producer, ring::consumer, ring::close);
        }
    },
    BROADCAST("sluice-broadcast", "Sluice BroadcastRing") {
        @Override
        Ends open(Side side, SegmentOptions options) {
            BroadcastRing ring =
                    side == Side.FIRST
                            ? BroadcastRing.create(options, CAPACITY)
                            : BroadcastRing.open(options);
            return new Ends(ring::producer, () -> ring.consumer(Join.NEWEST), ring::close);
        }
    },
    GATED("sluice-gated", "Sluice GatedRing, one consumer") {
        @Override
        Ends open(Side side, SegmentOptions options) {
            GatedRing ring =
                    side == Side.FIRST
                            ? GatedRing.create(options, CAPACITY)
                            : GatedRing.open(options);
            return new Ends(ring::producer, ring::consumer, ring::close);
        }
    };

    /** Bytes of each ring or lane, ours and the rivals'. */
    static final int CAPACITY = 1 << 16;

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

    /** Creates the ring on the first side, opens it on the second. */
    abstract Ends open(Side side, SegmentOptions options);

    /** An open ring; its ends are taken one by one, and closed with it. */
    record Ends(
            Supplier<RingProducer> producers, Supplier<RingConsumer> consumers, Runnable closing)
            implements AutoCloseable {
        /** Takes a writing end, or closes the ring if it does not take messages so long. */
        RingProducer producer(int payload) {
            RingProducer producer = producers.get();
            if (payload > producer.maxMsgLength()) {
                close();
                throw new IllegalArgumentException(
                        "payload="
                                + payload
                                + " exceeds this ring's maxMsgLength="
                                + producer.maxMsgLength());
            }
            return producer;
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
