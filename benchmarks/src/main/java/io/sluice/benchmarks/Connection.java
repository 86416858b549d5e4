package io.sluice.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import org.HdrHistogram.Histogram;

/** An open transport between the two processes, driven from the first. */
final class Connection implements AutoCloseable {
    private static final long SETTLE = 200;
    private static final long HIGHEST_NS = 60_000_000_000L;

    private final PeerProcess peer;
    private final int number;
    private final Loop loop;

    private Connection(PeerProcess peer, int number, Loop loop) {
        this.peer = peer;
        this.number = number;
        this.loop = loop;
    }

    /**
     * Opens both ends.
     *
     * @param number how many connections the peer has opened before
     */
    static Connection open(PeerProcess peer, int number, Transport transport, Setup setup)
            throws IOException, Unavailable {
        Files.createDirectory(setup.directory());
        Loop loop;
        try {
            loop = OwnClasses.open(transport.id(), Side.FIRST, setup);
        } catch (IOException | RuntimeException e) {
            throw new Unavailable(Unavailable.reason(e));
        }
        peer.command(
                "open "
                        + transport.id()
                        + " "
                        + setup.payload()
                        + " "
                        + setup.poll()
                        + " "
                        + setup.directory());
        String reply = peer.reply();
        if (!reply.equals("ok")) {
            loop.close();
            throw new Unavailable(reply);
        }
        loop.accept();
        return new Connection(peer, number, loop);
    }

    /** Measures {@code count} round trips. */
    Slice roundTrips(long count) throws IOException {
        peer.command("echo " + number + " " + (SETTLE + count));
        Histogram histogram = newHistogram();
        loop.ping(SETTLE);
        long startNs = System.nanoTime();
        long cpuNs = -ThreadCpu.nanos();
        loop.ping(count, histogram);
        cpuNs += ThreadCpu.nanos();
        long elapsedNs = System.nanoTime() - startNs;
        String[] done = peer.reply().split(" ", 3);
        long peerCpuNs = Long.parseLong(done[1]) * count / (SETTLE + count);
        return new Slice(count, elapsedNs, cpuNs + peerCpuNs, histogram);
    }

    /** Measures a stream of {@code count} messages, timed where they arrive. */
    Slice stream(long count) throws IOException {
        peer.command("receive " + number + " " + count);
        long cpuNs = -ThreadCpu.nanos();
        loop.send(count);
        cpuNs += ThreadCpu.nanos();
        String[] done = peer.reply().split(" ", 3);
        return new Slice(
                count, Long.parseLong(done[2]), cpuNs + Long.parseLong(done[1]), newHistogram());
    }

    /** Measures {@code count} messages, half of them from each side, into one ring. */
    Slice twoProducers(long count) throws IOException {
        long each = count / 2;
        peer.command("join " + number + " " + each);
        long cpuNs = -ThreadCpu.nanos();
        loop.send(each);
        cpuNs += ThreadCpu.nanos();
        String[] done = peer.reply().split(" ", 3);
        return new Slice(
                2 * each, Long.parseLong(done[2]), cpuNs + Long.parseLong(done[1]), newHistogram());
    }

    Slice measure(Mode mode, long count) throws IOException {
        return switch (mode) {
            case RTT -> roundTrips(count);
            case THROUGHPUT -> stream(count);
            case TWO_PRODUCERS -> twoProducers(count);
        };
    }

    @Override
    public void close() throws IOException {
        loop.close();
    }

    private static Histogram newHistogram() {
        return new Histogram(1, HIGHEST_NS, 3);
    }
}
