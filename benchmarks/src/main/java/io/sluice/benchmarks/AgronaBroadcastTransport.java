package io.sluice.benchmarks;

import java.io.IOException;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.broadcast.BroadcastBufferDescriptor;

/** Agrona's broadcasts on mapped files, one each way. */
final class AgronaBroadcastTransport implements Transport {

    @Override
    public String id() {
        return "agrona-broadcast";
    }

    @Override
    public String description() {
        return "Agrona BroadcastTransmitter and CopyBroadcastReceiver, one each way, "
                + Setup.CAPACITY
                + ", on a mapped file"
                + BroadcastChannel.AGAINST_LOSS
                + "; spins";
    }

    @Override
    public Channel open(Side side, Setup setup) throws IOException {
        AtomicBuffer there = map(side, setup, "there");
        AtomicBuffer back = map(side, setup, "back");
        AtomicBuffer out = side == Side.FIRST ? there : back;
        AtomicBuffer in = side == Side.FIRST ? back : there;
        return new AgronaBroadcastChannel(out, in, setup);
    }

    private static UnsafeBuffer map(Side side, Setup setup, String name) throws IOException {
        return MappedFile.map(
                side,
                setup.directory().resolve(name),
                setup.capacity() + BroadcastBufferDescriptor.TRAILER_LENGTH);
    }
}
