package io.sluice.benchmarks;

import java.io.IOException;
import org.HdrHistogram.Histogram;

/** The loops; never used itself, but as hidden copies with a profile of their own. */
final class ChannelLoop implements Loop {
    private static final int RECEIVE_LIMIT = 64;
    private static final int BURST = 16;

    static Loop define() {
        return new OwnProfile<>(Loop.class, ChannelLoop.class).create();
    }

    @Override
    public void ping(Channel channel, long count) throws IOException {
        for (long i = 0; i < count; i++) {
            channel.sendForEcho();
            while (channel.receive(1) == 0) {
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public void ping(Channel channel, long count, Histogram histogram) throws IOException {
        for (long i = 0; i < count; i++) {
            long start = System.nanoTime();
            channel.sendForEcho();
            while (channel.receive(1) == 0) {
                Thread.onSpinWait();
            }
            histogram.recordValue(System.nanoTime() - start);
        }
    }

    @Override
    public void echo(Channel channel, long count) throws IOException {
        long echoed = 0;
        while (echoed < count) {
            int now = channel.echo();
            if (now == 0) {
                Thread.onSpinWait();
            }
            channel.echoed(now);
            echoed += now;
        }
    }

    @Override
    public void send(Channel channel, long count) throws IOException {
        for (long i = 0; i < count; i++) {
            channel.send();
        }
    }

    @Override
    public long receive(Channel channel, long count) throws IOException {
        long received = 0;
        long start = 0;
        while (received < count) {
            int now = channel.receive((int) Math.min(RECEIVE_LIMIT, count - received));
            if (now == 0) {
                Thread.onSpinWait();
            } else if (received == 0) {
                start = System.nanoTime();
            }
            received += now;
        }
        return System.nanoTime() - start;
    }

    @Override
    public long sendAndReceive(Channel channel, long count) throws IOException {
        while (channel.receive(1) == 0) {
            Thread.onSpinWait();
        }
        long start = System.nanoTime();
        long sent = 0;
        long received = 1;
        long whileBothSend = 0; // messages received
        long elapsed = 0;
        while (received < 2 * count) {
            long end = Math.min(count, sent + BURST);
            while (sent < end && channel.trySend()) {
                sent++;
            }
            int now = channel.receive(2 * BURST);
            if (now == 0) {
                Thread.onSpinWait();
            }
            received += now;
            if (whileBothSend == 0 && (sent == count || received - sent >= count)) {
                whileBothSend = received;
                elapsed = System.nanoTime() - start;
            }
        }
        return (long) (elapsed * (2.0 * count / whileBothSend));
    }
}
