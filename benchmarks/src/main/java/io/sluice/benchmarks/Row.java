package io.sluice.benchmarks;

/** What was measured of one transport, payload and mode. */
final class Row extends MeasuredRow {
    private final Transport transport;
    private final int payload;
    private final Mode mode;
    private final double perSecond;

    Row(Transport transport, int payload, Mode mode) {
        this(transport, payload, mode, 0);
    }

    /**
     * One whose messages are sent at a rate, which is not zero if the mode is {@link Mode#LOAD}.
     */
    Row(Transport transport, int payload, Mode mode, double perSecond) {
        this.transport = transport;
        this.payload = payload;
        this.mode = mode;
        this.perSecond = perSecond;
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

    /** Messages that are offered a second, or 0: as many as it carries. */
    double perSecond() {
        return perSecond;
    }

    /** What the progress line calls it. */
    @Override
    public String toString() {
        return transport.id() + " " + mode.id() + ", " + payload + " bytes";
    }
}
