package io.sluice.benchmarks;

import java.io.IOException;

/** The way to a {@link Peer}, wherever it runs: a line there, a line back. One thread uses it. */
interface PeerLink extends AutoCloseable {
    /** Gives a command; {@link #reply} waits for its end. */
    void command(String line);

    /** The answer to the command before. */
    String reply() throws IOException;

    @Override
    void close();
}
