package io.sluice.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One run: opens every connection, warms each up, then measures them in turn, slice by slice, so
 * that every row saw the same machine.
 *
 * <p>Before and after each slice a cache line goes there and back a thousand times; a slice counts
 * only if both say the same placement.
 */
final class Session implements AutoCloseable {
    private static final int FEWEST_ROUNDS = 10;
    private static final long FEWEST_MESSAGES = 64;
    private static final double WARM_UP_SLICE_SECONDS = 0.03;
    private static final double MOST_LOAD = 0.9; // of what a row carries as fast as it goes
    private static final double SHORTEST_SLICE_SECONDS = 0.02;
    private static final double LONGEST_SLICE_SECONDS = 0.5;

    private final Plan plan;
    private final Progress progress;
    private final Peers peers;
    private final ScratchDirectory directory;
    private final PlacementProbe probe;
    private final List<Measurable> connections = new ArrayList<>();
    private final List<Track> tracks = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();

    /** A row that can be measured. */
    private static final class Track {
        private final Row row;
        private final Measurable connection;
        private Slice last; // by measure
        private double fastest; // by measure: messages a second

        Track(Row row, Measurable connection) {
            this.row = row;
            this.connection = connection;
        }

        /** As many messages as should take so long, by what the last slice took. */
        Slice measure(double seconds) throws IOException {
            long messages =
                    last == null
                            ? FEWEST_MESSAGES
                            : (long) Math.max(FEWEST_MESSAGES, last.messagesPerSecond() * seconds);
            last = connection.measure(row, messages, seconds);
            fastest = Math.max(fastest, last.messagesPerSecond());
            return last;
        }
    }

    /** Starts the second process. */
    Session(Plan plan, Progress progress) throws IOException {
        this.plan = plan;
        this.progress = progress;
        directory = ScratchDirectory.create();
        peers = new Peers(plan.pins());
        probe = new PlacementProbe(peers.jvm(), directory);
    }

    /** What compiled the C rows, or why nothing did, or null if there are none. */
    String compiler() {
        return peers.compiler();
    }

    /** Measures until told to break off; returns every row asked for, in the order asked for. */
    List<Row> run() throws IOException {
        int total = plan.payloads().size() * plan.transports().size();
        int prepared = 0;
        for (int payload : plan.payloads()) {
            for (Transport transport : plan.transports()) {
                progress.warmUp(
                        String.format(
                                "%d of %d: %s, %d bytes",
                                ++prepared, total, transport.id(), payload));
                prepare(transport, payload);
            }
        }
        double seconds = plan.seconds() / Math.max(1, tracks.size()); // of each row
        int rounds = (int) Math.max(FEWEST_ROUNDS, Math.ceil(seconds / LONGEST_SLICE_SECONDS));
        double sliceSeconds = Math.max(SHORTEST_SLICE_SECONDS, seconds / rounds);
        int slices = 0;
        for (int round = 0; round < rounds && !AtEnd.isBrokenOff(); round++) {
            round(sliceSeconds, slices, rounds * tracks.size());
            slices += tracks.size();
        }
        progress.end();
        return rows;
    }

    private void round(double sliceSeconds, int slicesBefore, int slices) throws IOException {
        int done = slicesBefore;
        Placement before = probe.placement();
        for (Track track : tracks) {
            if (AtEnd.isBrokenOff()) {
                return;
            }
            progress.slice(++done, slices, track.row + ", placement " + before);
            Slice slice = track.measure(sliceSeconds);
            Placement after = probe.placement();
            if (after == before) {
                track.row.add(after, slice);
            }
            before = after;
        }
    }

    private void prepare(Transport transport, int payload) throws IOException {
        List<Row> own = plan.rows(transport, payload);
        rows.addAll(own);
        if (own.isEmpty() || AtEnd.isBrokenOff()) {
            own.forEach(row -> row.unavailable(AtEnd.BROKEN_OFF));
            return;
        }
        try {
            Measurable connection = open(transport, payload);
            double carries = Double.POSITIVE_INFINITY;
            for (Row row : own) {
                if (row.perSecond() > MOST_LOAD * carries) {
                    row.unavailable(
                            String.format(Locale.ROOT, "it carries some %,.0f a second", carries));
                    continue;
                }
                Track track = new Track(row, connection);
                warmUp(track);
                tracks.add(track);
                if (row.mode() == Mode.THROUGHPUT) {
                    carries = track.fastest;
                }
            }
        } catch (Unavailable e) {
            own.forEach(row -> row.unavailable(e.getMessage()));
        }
    }

    private Measurable open(Transport transport, int payload) throws IOException, Unavailable {
        Path own = directory.path().resolve(transport.id() + "-" + payload + "-" + rows.size());
        Measurable connection = peers.open(transport, new Setup(own, payload, plan.poll()));
        connections.add(connection);
        return connection;
    }

    /** Runs a row until it is compiled. */
    private static void warmUp(Track track) throws IOException {
        long endNs = System.nanoTime() + (long) (track.row.mode().warmUpSeconds() * 1e9);
        while (System.nanoTime() < endNs) {
            track.measure(WARM_UP_SLICE_SECONDS);
        }
    }

    @Override
    public void close() throws IOException {
        for (Measurable connection : connections) {
            connection.close();
        }
        probe.close();
        peers.close();
        directory.close();
    }
}
