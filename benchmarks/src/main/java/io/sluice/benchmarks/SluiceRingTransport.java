package io.sluice.benchmarks;

import io.sluice.shm.MpscRing;
import io.sluice.shm.RingConsumer;
import io.sluice.shm.RingProducer;
import io.sluice.shm.SegmentOptions;
import io.sluice.shm.SpscRing;

/** Sluice's rings, one each way. */
final class SluiceRingTransport implements Transport {
    /** Bytes of each ring, ours and the rivals'. */
    static final int CAPACITY = 1 << 16;

    private final Kind kind;
    private final boolean sleep;
    private final OwnProfile<Channel> channels =
            new OwnProfile<>(
                    Channel.class,
                    SluiceRingsChannel.class,
                    AutoCloseable.class,
                    RingProducer.class,
                    RingConsumer.class,
                    int.class,
                    boolean.class);

    /** Which ring. */
    enum Kind {
        SPSC,
        MPSC
    }

    SluiceRingTransport(Kind kind, boolean sleep) {
        this.kind = kind;
        this.sleep = sleep;
    }

    @Override
    public String id() {
        return (kind == Kind.SPSC ? "sluice-spsc" : "sluice-mpsc") + (sleep ? "-sleep" : "");
    }

    @Override
    public String description() {
        return (kind == Kind.SPSC ? "Sluice SpscRing, " : "Sluice MpscRing, one producer, ")
                + (CAPACITY >> 10)
                + " KiB; "
                + (sleep
                        ? "an empty ring is slept on at once (futex), a full one spun on"
                        : "spins");
    }

    @Override
    public boolean kernel() {
        return false;
    }

    @Override
    public Channel open(Side side, Setup setup) {
        SegmentOptions there = SegmentOptions.named(id() + "-there").in(setup.directory());
        SegmentOptions back = SegmentOptions.named(id() + "-back").in(setup.directory());
        SegmentOptions out = side == Side.FIRST ? there : back;
        SegmentOptions in = side == Side.FIRST ? back : there;
        return kind == Kind.SPSC ? spsc(side, setup, out, in) : mpsc(side, setup, out, in);
    }

    private Channel spsc(Side side, Setup setup, SegmentOptions out, SegmentOptions in) {
        SpscRing outRing = side == Side.FIRST ? SpscRing.create(out, CAPACITY) : SpscRing.open(out);
        SpscRing inRing = side == Side.FIRST ? SpscRing.create(in, CAPACITY) : SpscRing.open(in);
        AutoCloseable rings =
                () -> {
                    outRing.close();
                    inRing.close();
                };
        return channel(rings, outRing.producer(), inRing.consumer(), setup);
    }

    private Channel mpsc(Side side, Setup setup, SegmentOptions out, SegmentOptions in) {
        MpscRing outRing = side == Side.FIRST ? MpscRing.create(out, CAPACITY) : MpscRing.open(out);
        MpscRing inRing = side == Side.FIRST ? MpscRing.create(in, CAPACITY) : MpscRing.open(in);
        AutoCloseable rings =
                () -> {
                    outRing.close();
                    inRing.close();
                };
        RingProducer producer = outRing.producer();
        if (setup.payload() > producer.maxMsgLength()) {
            outRing.close();
            inRing.close();
            throw new IllegalArgumentException(
                    "payload="
                            + setup.payload()
                            + " exceeds this ring's maxMsgLength="
                            + producer.maxMsgLength());
        }
        return channel(rings, producer, inRing.consumer(), setup);
    }

    private Channel channel(AutoCloseable rings, RingProducer out, RingConsumer in, Setup setup) {
        return channels.create(rings, out, in, setup.payload(), sleep);
    }
}
