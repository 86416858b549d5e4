package io.sluice.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;

/** The loops on a channel. */
final class ChannelLoop implements Loop {
    private static final int RECEIVE_LIMIT = 64;
    private static final int PACED_LIMIT = 8; // one look at the clock for all of them
    private static final int BURST = 16;

    private final Channel channel;

    ChannelLoop(Channel channel) {
        this.channel = channel;
    }

    /**
     * Opens one end. All parameters are of types that every class loader shares.
     *
     * @param id the transport's
     */
    static Loop open(String id, boolean first, Path directory, int payload, boolean poll)
            throws IOException {
        Side side = first ? Side.FIRST : Side.SECOND;
        Setup setup = new Setup(directory, payload, poll);
        return new ChannelLoop(Transports.byId(id).open(side, setup));
    }

    @Override
    public void accept() throws IOException {
        channel.accept();
    }

    @Override
    public void ping(long count) throws IOException {
        for (long i = 0; i < count; i++) {
            channel.sendForEcho();
            while (channel.receive(1) == 0) {
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public void ping(long count, Histogram histogram) throws IOException {
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
    public void echo(long count) throws IOException {
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
    public void send(long count) throws IOException {
        for (long i = 0; i < count; i++) {
            channel.send();
        }
        channel.flush();
    }

    @Override
    public long receive(long count) throws IOException {
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
    public void send(long count, Pace pace) throws IOException {
        for (long i = 0; i < count; i++) {
            long due = pace.due(i);
            while (System.nanoTime() < due) {
                Thread.onSpinWait();
            }
            channel.send();
        }
        channel.flush();
    }

    @Override
    public void receive(long count, Pace pace, Histogram histogram) throws IOException {
        long received = 0;
        while (received < count) {
            int now = channel.receive((int) Math.min(PACED_LIMIT, count - received));
            if (now == 0) {
                Thread.onSpinWait();
                continue;
            }
            long arrival = System.nanoTime();
            for (int i = 0; i < now; i++) {
                histogram.recordValue(Math.max(0, arrival - pace.due(received++)));
            }
        }
    }

    @Override
    public long sendAndReceive(long count) throws IOException {
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

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
