package io.sluice.benchmarks;

import io.sluice.shm.SegmentOptions;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;

/** One ring into which both sides write and from which the second reads. */
record SharedRingTransport(String id, String description, Opener opener) implements Transport {
    private static final String RING = "ring";

    /** Makes one end. */
    @FunctionalInterface
    interface Opener {
        /** Opens one end. */
        Channel open(Side side, Setup setup) throws IOException;
    }

    /** The row of one of Sluice's rings. */
    static SharedRingTransport sluice(SluiceRing kind) {
        return new SharedRingTransport(
                kind.id() + "-2p",
                description(kind.description(), ""),
                (side, setup) -> {
                    SluiceRing.Ends ring =
                            kind.open(
                                    side,
                                    SegmentOptions.named(RING).in(setup.directory()),
                                    setup.capacity());
                    return new SluiceSharedRingChannel(side, ring, setup.payload());
                });
    }

    /** The row of Agrona's ring. */
    static SharedRingTransport agrona() {
        return new SharedRingTransport(
                "agrona-mpsc-2p",
                description("Agrona ManyToOneRingBuffer", ", on a mapped file"),
                (side, setup) ->
                        new AgronaSharedRingChannel(
                                side,
                                new ManyToOneRingBuffer(AgronaRingTransport.map(side, setup, RING)),
                                setup.payload()));
    }

    private static String description(String ring, String where) {
        return ring
                + ", "
                + Setup.CAPACITY
                + where
                + "; both sides write to it and the second reads, too; spins";
    }

    @Override
    public Set<Mode> modes() {
        return EnumSet.of(Mode.TWO_PRODUCERS);
    }

    @Override
    public Channel open(Side side, Setup setup) throws IOException {
        return opener.open(side, setup);
    }
}
