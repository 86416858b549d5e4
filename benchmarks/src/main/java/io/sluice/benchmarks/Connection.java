package io.sluice.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** An open transport between two JVMs or two threads, driven from the first. */
final class Connection implements Measurable {
    static final long SETTLE = 200; // round trips before those that count

    private static final long HEAD_START_NS = 5_000_000; // for both ends to reach their loops

    private final PeerLink peer;
    private final int number;
    private final Loop loop;
    private final Teardown teardown;

    private Connection(PeerLink peer, int number, Loop loop, Teardown teardown) {
        this.peer = peer;
        this.number = number;
        this.loop = loop;
        this.teardown = teardown;
    }

    /**
     * Opens both ends.
     *
     * @param number how many connections the peer has opened before
     */
    static Connection open(PeerLink peer, int number, Transport transport, Setup setup)
            throws IOException, Unavailable {
        Teardown teardown = new Teardown();
        Loop loop = openFirst(transport, setup, teardown);
        openSecond(peer, transport, setup, teardown);
        loop.accept();
        return new Connection(peer, number, loop, teardown);
    }

    /** Opens both ends in this JVM, the second in a thread that ends with the connection. */
    static Connection openInProcess(int secondCpu, Transport transport, Setup setup)
            throws IOException, Unavailable {
        Teardown teardown = new Teardown();
        Loop loop = openFirst(transport, setup, teardown);
        PeerThread peer = PeerThread.start(secondCpu, loop);
        Closeable unused = teardown.add((Closeable) peer::close);
        openSecond(peer, transport, setup, teardown);
        loop.accept();
        return new Connection(peer, 0, loop, teardown);
    }

    private static Loop openFirst(Transport transport, Setup setup, Teardown teardown)
            throws IOException, Unavailable {
        Files.createDirectory(setup.directory());
        try {
            Loop loop = OwnClasses.open(transport.id(), Side.FIRST, setup);
            Closeable unused = teardown.add((Closeable) loop::close);
            return loop;
        } catch (IOException | RuntimeException e) {
            throw new Unavailable(Unavailable.reason(e));
        }
    }

    private static void openSecond(
            PeerLink peer, Transport transport, Setup setup, Teardown teardown)
            throws IOException, Unavailable {
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
            teardown.close();
            throw new Unavailable(reply);
        }
    }

    /** Measures {@code count} round trips. */
    Slice roundTrips(long count) throws IOException {
        peer.command("echo " + number + " " + (SETTLE + count));
        Histogram histogram = HistogramText.empty();
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
                count,
                Long.parseLong(done[2]),
                cpuNs + Long.parseLong(done[1]),
                HistogramText.empty());
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
                2 * each,
                Long.parseLong(done[2]),
                cpuNs + Long.parseLong(done[1]),
                HistogramText.empty());
    }

    /**
     * Measures {@code count} messages at a constant rate, each timed where it arrives. The CPU time
     * is the receiver's, since the sender spins until a message is due.
     */
    Slice paced(long count, double perSecond) throws IOException {
        Pace pace = new Pace(System.nanoTime() + HEAD_START_NS, perSecond);
        peer.command("paced " + number + " " + count + " " + perSecond + " " + pace.startNs());
        loop.send(count, pace);
        String[] done = peer.reply().split(" ", 4);
        long elapsedNs = System.nanoTime() - pace.startNs();
        return new Slice(count, elapsedNs, Long.parseLong(done[1]), HistogramText.parse(done[3]));
    }

    /** Measures what the second side pays to wait so long for one message. */
    Slice idle(long lengthNs) throws IOException {
        peer.command("receive " + number + " 1");
        long startNs = System.nanoTime();
        for (long left = lengthNs; left > 0; left = startNs + lengthNs - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        loop.send(1);
        String[] done = peer.reply().split(" ", 3);
        return new Slice(
                1, System.nanoTime() - startNs, Long.parseLong(done[1]), HistogramText.empty());
    }

    @Override
    public Slice measure(Row row, long count, double seconds) throws IOException {
        return switch (row.mode()) {
            case RTT -> roundTrips(count);
            case THROUGHPUT, FAN_OUT -> stream(count);
            case TWO_PRODUCERS -> twoProducers(count);
            case LOAD -> paced(Math.max(1, (long) (row.perSecond() * seconds)), row.perSecond());
            case IDLE -> idle((long) (seconds * 1e9));
        };
    }

    @Override
    public void close() throws IOException {
        teardown.close();
    }
}
