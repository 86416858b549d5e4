package io.sluice.benchmarks;

/** What was measured of one transport, payload and mode. */
final class Row extends MeasuredRow {
    private final Transport transport;
    private final int payload;
    private final Mode mode;

    Row(Transport transport, int payload, Mode mode) {
        this.transport = transport;
        this.payload = payload;
        this.mode = mode;
    }

    Transport transport() {
        return transport;
    }

    int payload() {
        return payload;
    }

    Mode mode() {
        return mode;
    }

    /** What the progress line calls it. */
    @Override
    public String toString() {
        return transport.id() + " " + mode.id() + ", " + payload + " bytes";
    }
}
