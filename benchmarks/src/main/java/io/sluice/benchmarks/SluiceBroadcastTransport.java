package io.sluice.benchmarks;

import io.sluice.shm.BroadcastRing;
import io.sluice.shm.Join;
import io.sluice.shm.RingProducer;
import io.sluice.shm.SegmentOptions;

/** Sluice's rings of many consumers whose producer waits for nobody, one each way. */
final class SluiceBroadcastTransport implements Transport {
    private final boolean sleep;

    SluiceBroadcastTransport(boolean sleep) {
        this.sleep = sleep;
    }

    @Override
    public String id() {
        return "sluice-broadcast" + (sleep ? "-sleep" : "");
    }

    @Override
    public String description() {
        return "Sluice BroadcastRing, one each way, "
                + (SluiceRing.CAPACITY >> 10)
                + " KiB, a credit every half window against loss; "
                + (sleep ? "an empty ring is slept on at once (futex)" : "spins");
    }

    @Override
    public boolean kernel() {
        return false;
    }

    @Override
    public Channel open(Side side, Setup setup) {
        BroadcastRing there = ring(side, setup, "there");
        BroadcastRing back = ring(side, setup, "back");
        Runnable closing =
                () -> {
                    there.close();
                    back.close();
                };
        BroadcastRing out = side == Side.FIRST ? there : back;
        BroadcastRing in = side == Side.FIRST ? back : there;
        RingProducer producer = out.producer();
        if (setup.payload() > producer.maxMsgLength()) {
            closing.run();
            throw new IllegalArgumentException(
                    "payload="
                            + setup.payload()
                            + " exceeds this ring's maxMsgLength="
                            + producer.maxMsgLength());
        }
        return new SluiceBroadcastChannel(
                closing, producer, in.consumer(Join.NEWEST), setup.payload(), sleep);
    }

    private BroadcastRing ring(Side side, Setup setup, String name) {
        SegmentOptions options = SegmentOptions.named(id() + "-" + name).in(setup.directory());
        return side == Side.FIRST
                ? BroadcastRing.create(options, SluiceRing.CAPACITY)
                : BroadcastRing.open(options);
    }
}
