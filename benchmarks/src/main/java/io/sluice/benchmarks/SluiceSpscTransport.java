package io.sluice.benchmarks;

import io.sluice.shm.RingConsumer;
import io.sluice.shm.RingProducer;
import io.sluice.shm.SegmentOptions;
import io.sluice.shm.SpscRing;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;

/** Sluice's SPSC ring, one each way. */
final class SluiceSpscTransport implements Transport {
    /** Bytes of each ring, ours and Agrona's. */
    static final int CAPACITY = 1 << 16;

    private static final long AWAIT_NS = TimeUnit.SECONDS.toNanos(1);

    private final boolean sleep;

    SluiceSpscTransport(boolean sleep) {
        this.sleep = sleep;
    }

    @Override
    public String id() {
        return sleep ? "sluice-spsc-sleep" : "sluice-spsc";
    }

    @Override
    public String description() {
        return "Sluice SpscRing, "
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
        SpscRing there = ring(side, setup, id() + "-there");
        SpscRing back = ring(side, setup, id() + "-back");
        return side == Side.FIRST
                ? new Rings(there, back, setup.payload())
                : new Rings(back, there, setup.payload());
    }

    private static SpscRing ring(Side side, Setup setup, String name) {
        SegmentOptions options = SegmentOptions.named(name).in(setup.directory());
        return side == Side.FIRST ? SpscRing.create(options, CAPACITY) : SpscRing.open(options);
    }

    private final class Rings extends Channel {
        private final SpscRing outRing;
        private final SpscRing inRing;
        private final RingProducer out;
        private final RingConsumer in;
        private final UnsafeBuffer message;
        private final MessageHandler arrive = this::arrive;
        private final MessageHandler sendBack = this::sendBack;

        Rings(SpscRing outRing, SpscRing inRing, int payload) {
            this.outRing = outRing;
            this.inRing = inRing;
            this.out = outRing.producer();
            this.in = inRing.consumer();
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
        int receive(int limit) throws IOException {
            if (sleep) {
                await();
            }
            return in.read(arrive, limit);
        }

        @Override
        int echo() throws IOException {
            if (sleep) {
                await();
            }
            return in.read(sendBack, 1);
        }

        @Override
        public void close() {
            outRing.close();
            inRing.close();
        }

        private void await() throws IOException {
            try {
                while (!in.await(0, AWAIT_NS)) {
                    Thread.onSpinWait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for a message");
            }
        }

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
