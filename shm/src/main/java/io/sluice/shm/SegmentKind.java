package io.sluice.shm;

/** What a segment holds; the number is part of the layout and never reused. */
enum SegmentKind {
    MEMORY(1),
    SPSC_RING(2),
    MPSC_RING(3),
    BROADCAST_RING(4),
    GATED_RING(5),
    FAN_IN_RING(6),
    REQUEST_RESPONSE(7);

    final int number;

    SegmentKind(int number) {
        this.number = number;
    }

    static String describe(int number) {
        for (SegmentKind kind : values()) {
            if (kind.number == number) {
                return kind.name();
            }
        }
        return "unknown (" + number + ")";
    }

    /** The kind's further measures, as they are called to people. */
    String describeDetail(long detail) {
        return this == REQUEST_RESPONSE ? RequestLayout.describeDetail(detail) : "detail=" + detail;
    }
}
