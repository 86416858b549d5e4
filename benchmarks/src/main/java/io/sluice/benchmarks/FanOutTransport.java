package io.sluice.benchmarks;

import io.sluice.shm.RingConsumer;
import io.sluice.shm.RingProducer;
import io.sluice.shm.SegmentOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.broadcast.BroadcastBufferDescriptor;
import org.agrona.concurrent.broadcast.BroadcastReceiver;
import org.agrona.concurrent.broadcast.BroadcastTransmitter;
import org.agrona.concurrent.broadcast.CopyBroadcastReceiver;

/** One ring from the first side to three readers on the second, which takes turns at them. */
record FanOutTransport(String id, String description, Opener opener) implements Transport {
    private static final int READERS = 3;
    private static final String RING = "ring";
    private static final String WINDOW = ", a count of what all have taken against loss";

    /** Makes one end. */
    @FunctionalInterface
    interface Opener {
        /** Opens one end. */
        Channel open(Side side, Setup setup) throws IOException;
    }

    /** The row of one of Sluice's rings. */
    static FanOutTransport sluice(SluiceRing kind) {
        boolean waits = kind == SluiceRing.GATED;
        return new FanOutTransport(
                kind.id() + "-3c",
                description(kind.description(), waits ? "" : WINDOW),
                (side, setup) -> sluice(kind, side, setup, waits));
    }

    /** The row of Agrona's broadcast. */
    static FanOutTransport agrona() {
        return new FanOutTransport(
                "agrona-broadcast-3c",
                description("Agrona BroadcastTransmitter, CopyBroadcastReceiver", WINDOW),
                FanOutTransport::agrona);
    }

    private static String description(String ring, String window) {
        return ring
                + ", "
                + Setup.CAPACITY
                + window
                + "; three readers in the second process, which takes turns at them; spins";
    }

    private static Channel sluice(SluiceRing kind, Side side, Setup setup, boolean waits)
            throws IOException {
        FanOutCount count = FanOutCount.map(side, setup);
        SluiceRing.Ends ring =
                kind.open(side, SegmentOptions.named(RING).in(setup.directory()), setup.capacity());
        int window = waits ? Integer.MAX_VALUE : SluiceBroadcastChannel.window(setup);
        if (side == Side.FIRST) {
            RingProducer producer = ring.producer();
            return new FanOutSender(setup, producer::write, count, window, ring::close);
        }
        List<FanOutReceiver.Source> sources = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            RingConsumer consumer = ring.consumer();
            sources.add(consumer::read);
        }
        return new FanOutReceiver(sources, count, window, ring::close);
    }

    private static Channel agrona(Side side, Setup setup) throws IOException {
        FanOutCount count = FanOutCount.map(side, setup);
        AtomicBuffer memory =
                MappedFile.map(
                        side,
                        setup.directory().resolve(RING),
                        setup.capacity() + BroadcastBufferDescriptor.TRAILER_LENGTH);
        int window = AgronaBroadcastChannel.window(setup);
        if (side == Side.FIRST) {
            BroadcastTransmitter transmitter = new BroadcastTransmitter(memory);
            FanOutSender.Sink sink =
                    (type, message, index, length) -> {
                        transmitter.transmit(type, message, index, length);
                        return true;
                    };
            return new FanOutSender(setup, sink, count, window, () -> {});
        }
        List<FanOutReceiver.Source> sources = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            CopyBroadcastReceiver receiver =
                    new CopyBroadcastReceiver(new BroadcastReceiver(memory), setup.payload());
            sources.add((handler, limit) -> AgronaBroadcastChannel.read(receiver, handler, limit));
        }
        return new FanOutReceiver(sources, count, window, () -> {});
    }

    @Override
    public Set<Mode> modes() {
        return EnumSet.of(Mode.FAN_OUT);
    }

    @Override
    public Channel open(Side side, Setup setup) throws IOException {
        return opener.open(side, setup);
    }
}
