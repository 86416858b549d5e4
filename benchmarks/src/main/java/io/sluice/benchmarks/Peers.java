package io.sluice.benchmarks;

import java.io.IOException;

/** The other sides of a run: a JVM, threads of this one, and a pair of C programs if needed. */
final class Peers implements AutoCloseable {
    private final Plan.Pins pins;
    private final PeerProcess jvm;
    private final CFloor floor;
    private int opened = 1; // by open: connections that the JVM has, the placement probe's first

    Peers(Plan.Pins pins) throws IOException {
        this.pins = pins;
        this.jvm = PeerProcess.start("the second process", pins.second());
        this.floor = new CFloor(pins);
    }

    /** The second process, whose first connection is the placement probe's. */
    PeerProcess jvm() {
        return jvm;
    }

    /** As {@link CFloor#compiler}. */
    String compiler() {
        return floor.compiler();
    }

    /** Opens both ends where the transport has them. */
    Measurable open(Transport transport, Setup setup) throws IOException, Unavailable {
        if (transport instanceof CTransport) {
            return floor.open(transport, setup);
        }
        if (transport.inProcess()) {
            return Connection.openInProcess(pins.second(), transport, setup);
        }
        Connection connection = Connection.open(jvm, opened, transport, setup);
        opened++;
        return connection;
    }

    @Override
    public void close() throws IOException {
        floor.close();
        jvm.close();
    }
}
