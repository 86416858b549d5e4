package io.sluice.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One run: opens every connection, warms each up, then measures them in turn, slice by slice, so
 * that every row saw the same machine.
 *
 * <p>Before and after each slice a cache line goes there and back a thousand times; a slice counts
 * only if both say the same placement.
 */
final class Session implements AutoCloseable {
    private static final int ROUNDS = 10;
    private static final long FEWEST_MESSAGES = 64;
    private static final double WARM_UP_SECONDS = 0.4;
    private static final double WARM_UP_SLICE_SECONDS = 0.03;
    private static final double SHORTEST_SLICE_SECONDS = 0.02;

    private final Plan plan;
    private final Progress progress;
    private final PeerProcess peer;
    private final ScratchDirectory directory;
    private final PlacementProbe probe;
    private final List<Connection> connections = new ArrayList<>();
    private final List<Track> tracks = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();

    /** A row that can be measured. */
    private static final class Track {
        private final Row row;
        private final Connection connection;
        private Slice last; // by measure

        Track(Row row, Connection connection) {
            this.row = row;
            this.connection = connection;
        }

        Slice measure(long messages) throws IOException {
            last = connection.measure(row.mode(), messages);
            return last;
        }

        /** As many messages as should take so long, by what the last slice took. */
        Slice measure(double seconds) throws IOException {
            return measure(Math.max(FEWEST_MESSAGES, (long) (last.messagesPerSecond() * seconds)));
        }
    }

    Session(Plan plan, Progress progress) throws IOException {
        this.plan = plan;
        this.progress = progress;
        directory = ScratchDirectory.create();
        peer = PeerProcess.start("the second process", plan.secondCpu());
        probe = new PlacementProbe(peer, directory);
    }

    /** Measures, and returns every row asked for, in the order asked for. */
    List<Row> run() throws IOException {
        for (int payload : plan.payloads()) {
            for (Transport transport : plan.transports()) {
                prepare(transport, payload);
            }
        }
        int total = ROUNDS * tracks.size();
        int done = 0;
        Placement before = probe.placement();
        for (int round = 0; round < ROUNDS; round++) {
            for (Track track : tracks) {
                progress.slice(++done, total, track.row + ", placement " + before);
                Slice slice = track.measure(sliceSeconds());
                Placement after = probe.placement();
                if (after == before) {
                    track.row.add(after, slice);
                }
                before = after;
            }
        }
        progress.end();
        return rows;
    }

    private void prepare(Transport transport, int payload) throws IOException {
        List<Row> modes =
                transport.modes().stream().map(mode -> new Row(transport, payload, mode)).toList();
        rows.addAll(modes);
        progress.warmUp(transport.id() + ", " + payload + " bytes");
        try {
            Connection connection = open(transport, payload);
            for (Row row : modes) {
                Track track = new Track(row, connection);
                warmUp(track);
                tracks.add(track);
            }
        } catch (Unavailable e) {
            modes.forEach(row -> row.unavailable(e.getMessage()));
        }
    }

    private Connection open(Transport transport, int payload) throws IOException, Unavailable {
        Path own = directory.path().resolve(transport.id() + "-" + payload + "-" + rows.size());
        Connection connection =
                Connection.open(
                        peer,
                        1 + connections.size(),
                        transport,
                        new Setup(own, payload, plan.poll()));
        connections.add(connection);
        return connection;
    }

    /** Runs a row until it is compiled. */
    private static void warmUp(Track track) throws IOException {
        long endNs = System.nanoTime() + (long) (WARM_UP_SECONDS * 1e9);
        track.measure(FEWEST_MESSAGES);
        while (System.nanoTime() < endNs) {
            track.measure(WARM_UP_SLICE_SECONDS);
        }
    }

    private double sliceSeconds() {
        return Math.max(SHORTEST_SLICE_SECONDS, plan.seconds() / ROUNDS / tracks.size());
    }

    @Override
    public void close() throws IOException {
        for (Connection connection : connections) {
            connection.close();
        }
        probe.close();
        peer.close();
        directory.close();
    }
}
