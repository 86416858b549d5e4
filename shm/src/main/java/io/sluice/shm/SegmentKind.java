package io.sluice.shm;

/** What a segment holds; the number is part of the layout and never reused. */
enum SegmentKind {
    MEMORY(1),
    SPSC_RING(2),
    MPSC_RING(3),
    BROADCAST_RING(4),
    GATED_RING(5),
    FAN_IN_RING(6),
    REQUEST_RESPONSE(7),
    MUTEX(8),
    ROBUST_MUTEX(9),
    PI_MUTEX(10),
    SEMAPHORE(11),
    SPIN_LOCK(12),
    TICKET_LOCK(13),
    MONITOR(14),
    READ_WRITE_MUTEX(15),
    LATCH(16),
    BARRIER(17),
    EVENT_COUNT(18);

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
        return switch (this) {
            case REQUEST_RESPONSE -> RequestLayout.describeDetail(detail);
            case SEMAPHORE -> "permits=" + detail;
            case MONITOR -> "conditions=" + detail;
            case LATCH -> "count=" + detail;
            case BARRIER -> "parties=" + detail;
            default -> "detail=" + detail;
        };
    }
}
