package io.sluice.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/** Agrona's OneToOneRingBuffer on a mapped file, as its users set it up. */
final class AgronaSpscTransport implements Transport {
    @Override
    public String id() {
        return "agrona-spsc";
    }

    @Override
    public String description() {
        return "Agrona OneToOneRingBuffer, "
                + (SluiceSpscTransport.CAPACITY >> 10)
                + " KiB, on a mapped file; spins";
    }

    @Override
    public boolean kernel() {
        return false;
    }

    @Override
    public Channel open(Side side, Setup setup) throws IOException {
        OneToOneRingBuffer there = ring(side, setup, "agrona-there");
        OneToOneRingBuffer back = ring(side, setup, "agrona-back");
        return side == Side.FIRST
                ? new Rings(there, back, setup.payload())
                : new Rings(back, there, setup.payload());
    }

    private static OneToOneRingBuffer ring(Side side, Setup setup, String name) throws IOException {
        return new OneToOneRingBuffer(
                MappedFile.map(
                        side,
                        setup.directory().resolve(name),
                        SluiceSpscTransport.CAPACITY + RingBufferDescriptor.TRAILER_LENGTH));
    }

    private static final class Rings extends Channel {
        private final OneToOneRingBuffer out;
        private final OneToOneRingBuffer in;
        private final UnsafeBuffer message;
        private final MessageHandler arrive = this::arrive;
        private final MessageHandler sendBack = this::sendBack;

        Rings(OneToOneRingBuffer out, OneToOneRingBuffer in, int payload) {
            this.out = out;
            this.in = in;
            this.message = new UnsafeBuffer(ByteBuffer.allocateDirect(payload));
        }

        @Override
        void send(long sequence) {
            message.putLong(0, sequence);
            while (!out.write(1, message, 0, message.capacity())) {
                Thread.onSpinWait();
            }
        }

        @Override
        int receive(int limit) {
            return in.read(arrive, limit);
        }

        @Override
        int echo() {
            return in.read(sendBack, 1);
        }

        @Override
        public void close() {}

        private void arrive(int type, MutableDirectBuffer buffer, int index, int length) {
            arrived(buffer, index, length);
        }

        private void sendBack(int type, MutableDirectBuffer buffer, int index, int length) {
            while (!out.write(type, buffer, index, length)) {
                Thread.onSpinWait();
            }
        }
    }
}
