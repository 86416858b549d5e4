package io.sluice.benchmarks;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/** A way to pass messages between two processes: a row of the table. */
interface Transport {
    /** What {@code --list} and the results call it. */
    String id();

    /** One sentence: what carries the bytes, and how each end waits. */
    String description();

    /** Whether the kernel carries the messages, so that the row is one to be compared with. */
    default boolean kernel() {
        return false;
    }

    /** Whether both ends are threads of one JVM, since what they pass cannot leave it. */
    default boolean inProcess() {
        return false;
    }

    /** What can be measured of it. */
    default Set<Mode> modes() {
        return EnumSet.of(Mode.RTT, Mode.THROUGHPUT, Mode.LOAD, Mode.IDLE);
    }

    /**
     * Opens one end. The first side opens first, and is told by {@link Channel#accept} that the
     * second has opened.
     *
     * @throws IOException if it cannot run here; the message says why
     */
    Channel open(Side side, Setup setup) throws IOException;
}
