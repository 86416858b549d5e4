package io.sluice.benchmarks;

/** What was measured of one lock and mode. */
final class LockRow extends MeasuredRow {
    private final LockType type;
    private final LockMode mode;

    LockRow(LockType type, LockMode mode) {
        this.type = type;
        this.mode = mode;
    }

    LockType type() {
        return type;
    }

    LockMode mode() {
        return mode;
    }

    /** What is compared: nanoseconds a lock, or of the median round trip. */
    double costNs(Placement placement) {
        return mode.isHandoff()
                ? roundTrips(placement).getValueAtPercentile(50)
                : 1e9 / median(placement, Slice::messagesPerSecond);
    }

    /** What the progress line calls it. */
    @Override
    public String toString() {
        return type.id() + " " + mode.id();
    }
}
