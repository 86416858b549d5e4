package io.sluice.benchmarks;

import io.sluice.shm.SegmentOptions;
import java.util.EnumSet;
import java.util.Set;

/** A stream through one of Sluice's rings, published in batches. */
final class SluiceBatchTransport implements Transport {
    private final SluiceRing kind;

    SluiceBatchTransport(SluiceRing kind) {
        this.kind = kind;
    }

    @Override
    public String id() {
        return kind.id() + "-batch";
    }

    @Override
    public String description() {
        return kind.description()
                + ", "
                + Setup.CAPACITY
                + ", up to "
                + SluiceBatchChannel.MOST_MESSAGES
                + " messages published at a time; spins";
    }

    @Override
    public Set<Mode> modes() {
        return EnumSet.of(Mode.THROUGHPUT);
    }

    @Override
    public Channel open(Side side, Setup setup) {
        SegmentOptions options = SegmentOptions.named(id()).in(setup.directory());
        SluiceRing.Ends ring = kind.open(side, options, setup.capacity());
        return side == Side.FIRST
                ? SluiceBatchChannel.sender(ring, setup.payload())
                : SluiceBatchChannel.receiver(ring);
    }
}
