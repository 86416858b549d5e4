package io.sluice.benchmarks;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.RingBuffer;
import io.sluice.core.AgronaAccess;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The Disruptor's ring buffers between threads of one JVM, as its users set them up. */
final class DisruptorTransport implements Transport {
    private static final BothEnds<Rings> ENDS = new BothEnds<>();

    /** One ring each way, each with the poller that reads from it. */
    private record Rings(DisruptorRing there, DisruptorRing back) {}

    @Override
    public String id() {
        return "disruptor";
    }

    @Override
    public String description() {
        return "Disruptor RingBuffer, single producer, read by an EventPoller, one each way,"
                + " events of "
                + Setup.CAPACITY
                + ", in one JVM; spins";
    }

    @Override
    public boolean inProcess() {
        return true;
    }

    @Override
    public Channel open(Side side, Setup setup) throws IOException {
        AgronaAccess.ensureOpen();
        if (side == Side.SECOND) {
            Rings rings = ENDS.take(setup);
            return new DisruptorChannel(rings.back(), rings.there(), setup.payload());
        }
        Rings rings = new Rings(ring(setup), ring(setup));
        ENDS.leave(setup, rings);
        return new DisruptorChannel(rings.there(), rings.back(), setup.payload());
    }

    private static DisruptorRing ring(Setup setup) {
        RingBuffer<UnsafeBuffer> ring =
                RingBuffer.createSingleProducer(
                        () -> new UnsafeBuffer(ByteBuffer.allocateDirect(setup.payload())),
                        MessagePool.capacity(setup),
                        new BusySpinWaitStrategy());
        return DisruptorRing.of(ring);
    }
}
