package io.sluice.shm;

/**
 * A lock, or another thing of few bytes that threads wait at, after the {@link SegmentLayout}
 * header.
 *
 * <pre>
 * offset size  field          WRITTEN BY           READ BY    unit
 *   2048    4  tid            who holds it and     people     the kernel's id of the thread; 0:
 *                             says so                         nobody says so
 *   2056    8  pid                                 people     of its process
 *   2064    8  pid namespace                       people     inode, in which those two count
 *   2072    8  since                               people     ms since 1970
 *   4096    n  primitive      as its class has it  likewise
 *   4224    4  condition 0    of a monitor: as {@link io.sluice.futex.CondVar} has it
 *   4352    4  condition 1    and so on, 128 bytes apart
 *
 * kind              capacity: n  detail
 * MUTEX                       4  0
 * ROBUST_MUTEX               40  0
 * PI_MUTEX                   40  0
 * SEMAPHORE                   4  the permits it was created with
 * SPIN_LOCK                   4  0
 * TICKET_LOCK                 8  0
 * MONITOR                    40  how many conditions it has; the primitive is a RobustMutex
 * READ_WRITE_MUTEX            8  0
 * LATCH                       4  the count it was created with
 * BARRIER                    12  how many parties it has
 * EVENT_COUNT                 4  0
 *
 * edge    from                           to                            so that
 * RECORD  holder: fields, then tid       asker: tid, then fields, tid  fields between two equal tids
 *         holder: tid 0, lock given up;  the same                      are one holder's (RACE: or, if
 *         next: fields                                                 it took the lock again, those
 *                                                                      between; only people read it)
 * </pre>
 */
final class NamedLayout {
    static final int TID = SegmentLayout.KIND_FIELDS;
    static final int PID = TID + 8;
    static final int PID_NAMESPACE = TID + 16;
    static final int SINCE_MS = TID + 24;

    static final int PRIMITIVE = SegmentLayout.HEADER_LENGTH;

    static final int MAX_CONDITIONS = 1024;

    private static final int LINES = 128; // apart: two cache lines

    private NamedLayout() {}

    /** Where a condition of a monitor is. */
    static int condition(int index) {
        return PRIMITIVE + LINES * (index + 1);
    }

    static SegmentShape shape(SegmentKind kind, int length, int detail) {
        return new SegmentShape(kind, length, LINES, detail);
    }

    static SegmentShape monitor(int length, int conditions) {
        if (conditions < 1 || conditions > MAX_CONDITIONS) {
            throw new IllegalArgumentException(
                    "conditions=" + conditions + " is not between 1 and " + MAX_CONDITIONS);
        }
        int dataLength = condition(conditions) - PRIMITIVE;
        return new SegmentShape(SegmentKind.MONITOR, length, dataLength, conditions);
    }
}
