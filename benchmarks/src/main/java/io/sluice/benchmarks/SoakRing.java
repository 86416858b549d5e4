package io.sluice.benchmarks;

import io.sluice.shm.BroadcastRing;
import io.sluice.shm.FanInRing;
import io.sluice.shm.GatedRing;
import io.sluice.shm.Join;
import io.sluice.shm.MpscRing;
import io.sluice.shm.RingConsumer;
import io.sluice.shm.RingProducer;
import io.sluice.shm.Role;
import io.sluice.shm.SegmentOptions;
import io.sluice.shm.SpscRing;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A ring of any kind.
 *
 * @param producers takes a writing end
 * @param consumers takes a reading end, or joins
 * @param holders says who holds what, for a person
 * @param closing closes it, with its ends
 */
record SoakRing(
        Supplier<RingProducer> producers,
        Function<Join, RingConsumer> consumers,
        Supplier<String> holders,
        Runnable closing)
        implements AutoCloseable {

    /** The ring of a kind in its directory, which whoever comes first creates. */
    static SoakRing in(Path directory, SoakKind kind) {
        SegmentOptions options = SegmentOptions.named("ring").in(directory);
        return switch (kind) {
            case SPSC -> of(SpscRing.createOrOpen(options, SoakKind.CAPACITY));
            case MPSC -> of(MpscRing.createOrOpen(options, SoakKind.CAPACITY));
            case FANIN -> of(FanInRing.createOrOpen(options, kind.producers(), SoakKind.CAPACITY));
            case GATED -> of(GatedRing.createOrOpen(options, SoakKind.CAPACITY));
            case BROADCAST -> of(BroadcastRing.createOrOpen(options, SoakKind.CAPACITY));
            default -> throw new IllegalArgumentException(kind + " is no ring");
        };
    }

    private static SoakRing of(SpscRing ring) {
        return new SoakRing(
                ring::producer,
                join -> ring.consumer(),
                () ->
                        List.of(Role.PRODUCER, Role.CONSUMER).stream()
                                .map(role -> role + " " + ring.holder(role))
                                .toList()
                                .toString(),
                ring::close);
    }

    private static SoakRing of(MpscRing ring) {
        return new SoakRing(
                ring::producer,
                join -> ring.consumer(),
                () ->
                        "producers %s, consumer %s, open claim %s"
                                .formatted(
                                        ring.producers(), ring.consumerHolder(), ring.openClaim()),
                ring::close);
    }

    private static SoakRing of(FanInRing ring) {
        return new SoakRing(
                ring::producer,
                join -> ring.consumer(),
                () ->
                        "producers %s, consumer %s"
                                .formatted(ring.producers(), ring.consumerHolder()),
                ring::close);
    }

    private static SoakRing of(GatedRing ring) {
        return new SoakRing(
                ring::producer,
                ring::consumer,
                () ->
                        "producer %s, consumers %s, laggard %s"
                                .formatted(ring.producerHolder(), ring.consumers(), ring.laggard()),
                ring::close);
    }

    private static SoakRing of(BroadcastRing ring) {
        return new SoakRing(
                ring::producer,
                ring::consumer,
                () -> "producer " + ring.producerHolder(),
                ring::close);
    }

    @Override
    public void close() {
        closing.run();
    }
}
