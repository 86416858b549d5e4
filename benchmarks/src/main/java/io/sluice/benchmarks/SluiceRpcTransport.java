package io.sluice.benchmarks;

import io.sluice.shm.RequestChannel;
import io.sluice.shm.SegmentOptions;
import java.util.EnumSet;
import java.util.Set;

/** A client that asks and a server that answers, by Sluice's RequestChannel. */
final class SluiceRpcTransport implements Transport {
    private final boolean sleep;

    SluiceRpcTransport(boolean sleep) {
        this.sleep = sleep;
    }

    @Override
    public String id() {
        return "sluice-rpc" + (sleep ? "-sleep" : "");
    }

    @Override
    public String description() {
        return "Sluice RequestChannel, one client, "
                + Setup.CAPACITY
                + " each way, the answer is the request; "
                + (sleep ? "both sleep at once (futex)" : "spins");
    }

    @Override
    public Set<Mode> modes() {
        return EnumSet.of(Mode.RTT);
    }

    @Override
    public Channel open(Side side, Setup setup) {
        SegmentOptions options = SegmentOptions.named(id()).in(setup.directory());
        int capacity = setup.capacity();
        RequestChannel channel =
                side == Side.FIRST
                        ? RequestChannel.create(options, 1, capacity, capacity)
                        : RequestChannel.open(options);
        return side == Side.FIRST
                ? new SluiceRpcClientChannel(channel, setup.payload(), sleep)
                : new SluiceRpcServerChannel(channel, sleep);
    }
}
