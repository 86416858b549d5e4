package io.sluice.benchmarks;

import java.io.IOException;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/** Agrona's ring buffers on mapped files, as their users set them up. */
final class AgronaRingTransport implements Transport {
    private final boolean manyToOne;

    AgronaRingTransport(boolean manyToOne) {
        this.manyToOne = manyToOne;
    }

    @Override
    public String id() {
        return manyToOne ? "agrona-mpsc" : "agrona-spsc";
    }

    @Override
    public String description() {
        return "Agrona "
                + (manyToOne ? "ManyToOneRingBuffer, one producer, " : "OneToOneRingBuffer, ")
                + Setup.CAPACITY
                + ", on a mapped file; spins";
    }

    @Override
    public Channel open(Side side, Setup setup) throws IOException {
        RingBuffer there = ring(side, setup, id() + "-there");
        RingBuffer back = ring(side, setup, id() + "-back");
        RingBuffer out = side == Side.FIRST ? there : back;
        RingBuffer in = side == Side.FIRST ? back : there;
        return new AgronaRingsChannel(out, in, setup.payload(), () -> {});
    }

    private RingBuffer ring(Side side, Setup setup, String name) throws IOException {
        UnsafeBuffer file = map(side, setup, name);
        return manyToOne ? new ManyToOneRingBuffer(file) : new OneToOneRingBuffer(file);
    }

    /** A file for one ring. */
    static UnsafeBuffer map(Side side, Setup setup, String name) throws IOException {
        return MappedFile.map(
                side,
                setup.directory().resolve(name),
                setup.capacity() + RingBufferDescriptor.TRAILER_LENGTH);
    }
}
