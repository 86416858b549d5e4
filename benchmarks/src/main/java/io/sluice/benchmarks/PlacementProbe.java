package io.sluice.benchmarks;

import java.io.IOException;
import org.HdrHistogram.Histogram;

/** Tells the placement of this thread's CPU and the second process's, whenever it is asked. */
final class PlacementProbe implements AutoCloseable {
    private static final long ROUND_TRIPS = 1_000;

    private final Connection connection;

    /** Opens the first connection of that process. */
    PlacementProbe(PeerProcess peer, ScratchDirectory directory) throws IOException {
        Setup setup = new Setup(directory.path().resolve("probe"), Long.BYTES, false);
        try {
            connection = Connection.open(peer, 0, new LineTransport(), setup);
        } catch (Unavailable e) {
            throw new IOException(e);
        }
    }

    Placement placement() throws IOException {
        Histogram line = connection.roundTrips(ROUND_TRIPS).roundTrips();
        return Placement.of(line.getValueAtPercentile(50));
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
