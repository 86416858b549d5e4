package io.sluice.benchmarks;

import io.sluice.shm.RingConsumer;
import io.sluice.shm.RingProducer;
import io.sluice.shm.SegmentOptions;

/** Sluice's rings, one each way. */
final class SluiceRingTransport implements Transport {
    private final SluiceRing kind;
    private final boolean sleep;

    SluiceRingTransport(SluiceRing kind, boolean sleep) {
        this.kind = kind;
        this.sleep = sleep;
    }

    @Override
    public String id() {
        return kind.id() + (sleep ? "-sleep" : "");
    }

    @Override
    public String description() {
        return kind.description()
                + ", one each way, "
                + Setup.CAPACITY
                + (kind == SluiceRing.BROADCAST ? BroadcastChannel.AGAINST_LOSS : "")
                + "; "
                + (sleep
                        ? "an empty ring is slept on at once (futex), a full one spun on"
                        : "spins");
    }

    @Override
    public Channel open(Side side, Setup setup) {
        return open(side, setup, () -> {});
    }

    /** As {@link #open(Side, Setup)}, with what the end is to do last when it closes. */
    Channel open(Side side, Setup setup, Runnable last) {
        SegmentOptions there = SegmentOptions.named(id() + "-there").in(setup.directory());
        SegmentOptions back = SegmentOptions.named(id() + "-back").in(setup.directory());
        SluiceRing.Ends out = kind.open(side, side == Side.FIRST ? there : back, setup.capacity());
        RingProducer producer = out.producer();
        SluiceRing.Ends in = kind.open(side, side == Side.FIRST ? back : there, setup.capacity());
        Runnable closing =
                () -> {
                    out.close();
                    in.close();
                    last.run();
                };
        RingConsumer consumer = in.consumer();
        return kind == SluiceRing.BROADCAST
                ? new SluiceBroadcastChannel(closing, producer, consumer, setup, sleep)
                : new SluiceRingsChannel(closing, producer, consumer, setup.payload(), sleep);
    }
}
