package io.sluice.shm;

/**
 * A ring of many producers and one consumer that keeps no order across producers: L lanes of one
 * producer each, after the {@link SegmentLayout} header. Every lane has the same capacity C.
 *
 * <pre>
 * offset size  field       WRITTEN BY            READ BY            unit
 *   2176    4  slept       consumer, 0 to 1      producers          as in {@link SpscLayout}, of the
 *                          once, ever                               consumer of all lanes
 *   2304    4  sleeping    consumer, producers   all, kernel        futex, as there
 *   2432    4  used        producers             consumer           lanes: the highest ever taken,
 *                                                                   + 1; only grows
 *   2688    8  correlation, and heartbeat, as there
 *   4096   LS  lanes                                                lane i at 4096 + i S
 * </pre>
 *
 * <p>A lane is a segment in the segment: it begins at a page, its first 4096 bytes are a header of
 * which only role record 0 is used, by the lane's producer, and the rest is as {@link SpscLayout}
 * says, slept and sleeping apart, which stay 0. S is 4096 + C + C/8, rounded up to 4096; L follows
 * from the length of the file and C, its capacity. Byte 1024 + i of the file carries the lock of
 * lane i's producer.
 *
 * <pre>
 * edge      from                             to                           so that
 * LANE      producer: used raised; SLEEP     consumer: SLEEP; used read   it does not sleep beside a
 *                                                                         message in a lane that it
 *                                                                         has not looked at yet.
 *                                                                         RACE: seen late otherwise,
 *                                                                         the message is read by a
 *                                                                         later read
 * PUBLISH, RELEASE, WAITS, OWN               as in {@link SpscLayout}, in each lane
 * TICKET, BEAT                               as there, once for all lanes
 * SLEEP, SLEPT                               as there: of the consumer, once for all lanes; of a
 *                                            producer that waits for room, in its lane
 * </pre>
 */
final class FanInLayout {
    static final int USED = 2432;
    static final int LANES = SegmentLayout.HEADER_LENGTH;
    static final int MAX_LANES = 255;

    private static final int PAGE = 4096;
    private static final int FIRST_LOCK = 1024;

    private FanInLayout() {}

    static SegmentShape shape(int lanes, int capacity) {
        if (lanes < 1 || lanes > MAX_LANES) {
            throw new IllegalArgumentException(
                    "lanes=" + lanes + " is not between 1 and " + MAX_LANES);
        }
        long length = lanes * laneLength(capacity);
        if (LANES + length > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "lanes="
                            + lanes
                            + " of capacity="
                            + capacity
                            + " take "
                            + (LANES + length)
                            + " bytes, a segment at most 2^31 - 1");
        }
        return new SegmentShape(SegmentKind.FAN_IN_RING, capacity, length);
    }

    /** How many lanes of that capacity a segment of that length has; the rest is no lane's. */
    static int lanes(int capacity, int fileLength) {
        return (int) ((fileLength - LANES) / laneLength(capacity));
    }

    /** The length of a lane, up to where the next begins. */
    static long laneLength(int capacity) {
        return SpscLayout.shape(capacity).fileLength() + PAGE - 1 & -PAGE;
    }

    /** Where a lane begins. */
    static int lane(int lane, int capacity) {
        return (int) (LANES + lane * laneLength(capacity));
    }

    /** The byte of the file whose lock the producer of a lane holds. */
    static int lock(int lane) {
        return FIRST_LOCK + lane;
    }

    /** Where the producer of a lane writes who it is. */
    static int producerRecord(int lane, int capacity) {
        return lane(lane, capacity) + SegmentLayout.roleRecord(Role.PRODUCER);
    }

    static CorruptSegmentException corruptUsed(String ring, int used, int known, int lanes) {
        return new CorruptSegmentException(
                ring
                        + " is corrupt: used="
                        + used
                        + ", where "
                        + known
                        + " to "
                        + lanes
                        + " lanes are due; unlink it and create it anew");
    }
}
