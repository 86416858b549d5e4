package io.sluice.shm;

/**
 * A ring of requests from many clients to one server, and for each client a lane of responses. The
 * clients are the producers of a ring laid out as {@link MpscLayout} says, of capacity C, whose
 * slots end at 63; the lane of a slot is laid out as {@link SpscLayout} says, of capacity K, but
 * begins at L + (slot - 1) * (4096 + K + K/8, up to a page).
 *
 * <pre>
 * offset size  field       WRITTEN BY            READ BY            unit
 *     32    8  capacity    creator               opener             C, bytes
 *     72    8  detail      creator               opener             2^32 clients + K
 *   2048       ring of requests, which ends before L, at a page
 *   2816    8  life        server                clients            odd: of the server there is, if
 *                                                                   its lock is held; even: none
 *      L       lane of slot 1
 * L+2048       lane's head and waiting, as in {@link SpscLayout}
 * L+2688    8  count       the slot's client     the next one       requests ever sent by the slot
 * L+2816    8  from        the slot's client     server             correlation: what is answered
 *                                                                   before it, nobody waits for
 * L+4096       responses   server                the slot's client
 * </pre>
 *
 * <p>The message of a request, and that of a response, of which the rings know type and length:
 *
 * <pre>
 * offset size  field of a request                  offset size  field of a response
 *      0    8  correlation                              0    8  correlation of its request
 *      8    8  life, as the client read it              8    n  payload
 *     16    n  payload
 * </pre>
 *
 * <p>A correlation is 64 * count + slot, so that it says whose it is, and is never given twice. The
 * server's lock is that of {@link Role#CONSUMER}. Each server has an odd life of its own, greater
 * than those before; it serves requests that carry it, and reads past others.
 *
 * <pre>
 * edge     from                              to                           so that
 * LIFE     server: responses published;      client: life is not the      SERVER_DIED is said only of
 *          life stored at its end or by the  request's, or lock is free;  what no response came to, and
 *          next one, or lock freed by death  lane read once more          none will
 * COUNT    client: count stored; request     next owner of the slot:      no correlation of a request
 *          published                         lock free, so count read     that may be answered is given
 *                                                                         again
 * FROM     client: from stored as it comes   server: from read before     nobody's response takes room.
 *          and as it leaves                  it answers                   RACE: seen late, one does,
 *                                                                         until the client passes it by
 * </pre>
 *
 * @param clients how many there can be
 * @param requestCapacity C
 * @param responseCapacity K
 */
record RequestLayout(int clients, int requestCapacity, int responseCapacity) {
    static final int LIFE = 2816;
    static final int LANE_COUNT = 2688;
    static final int LANE_FROM = 2816;

    static final int REQUEST_LIFE = 8;
    static final int REQUEST_HEADER = 16;
    static final int RESPONSE_HEADER = 8;

    static final int MAX_CLIENTS = 63;

    /** Beyond it a correlation has no room for the count: never. */
    static final long MAX_COUNT = 1L << 56;

    /** From one correlation of a slot to its next. */
    static final long STEP = 64;

    private static final int PAGE = 4096;

    RequestLayout {
        if (clients < 1 || clients > MAX_CLIENTS) {
            throw new IllegalArgumentException(
                    "clients=" + clients + " is not between 1 and " + MAX_CLIENTS);
        }
    }

    /** The shape that a segment so laid out has. */
    SegmentShape shape() {
        long requests = MpscLayout.shape(requestCapacity).fileLength();
        long lane = page(SpscLayout.shape(responseCapacity).fileLength());
        long length = page(requests) + clients * lane;
        if (length > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    this + " is " + length + " bytes, a segment at most 2^31 - 1");
        }
        return new SegmentShape(
                SegmentKind.REQUEST_RESPONSE,
                requestCapacity,
                length - SegmentLayout.HEADER_LENGTH,
                (long) clients << Integer.SIZE | responseCapacity);
    }

    /** The layout of a segment whose header says so. */
    static RequestLayout of(int capacity, long detail) {
        return new RequestLayout((int) (detail >>> Integer.SIZE), capacity, (int) detail);
    }

    static String describeDetail(long detail) {
        return "clients=" + (detail >>> Integer.SIZE) + " responseCapacity=" + (int) detail;
    }

    /** Where the lane of a slot begins; of slot clients + 1, where the last one ends. */
    int lane(int slot) {
        int lanes = (int) page(MpscLayout.shape(requestCapacity).fileLength());
        return lanes + (slot - 1) * laneLength();
    }

    int laneLength() {
        return (int) page(SpscLayout.shape(responseCapacity).fileLength());
    }

    int maxRequestLength() {
        return MpscLayout.maxMsgLength(requestCapacity) - REQUEST_HEADER;
    }

    int maxResponseLength() {
        return SpscLayout.maxMsgLength(responseCapacity) - RESPONSE_HEADER;
    }

    /** Whether a correlation is of a slot that there is. */
    boolean isCorrelation(long correlation) {
        int slot = slot(correlation);
        return correlation > 0 && slot >= 1 && slot <= clients;
    }

    static long correlation(long count, int slot) {
        return count * STEP + slot;
    }

    static int slot(long correlation) {
        return (int) (correlation % STEP);
    }

    /** The life of a server that comes after one of this life. */
    static long nextLife(long life) {
        return (life | 1) + (isLife(life) ? 2 : 0);
    }

    /** Whether a server that has not closed has it. */
    static boolean isLife(long life) {
        return (life & 1) != 0;
    }

    static CorruptSegmentException corruptRequest(String channel, long correlation, int length) {
        return new CorruptSegmentException(
                channel
                        + " is corrupt: a request has length="
                        + length
                        + " and correlation="
                        + correlation
                        + ", which no client writes; unlink it and create it anew");
    }

    static CorruptSegmentException corruptCount(String channel, int slot, long count) {
        return new CorruptSegmentException(
                channel
                        + " is corrupt: slot "
                        + slot
                        + " has count="
                        + count
                        + ", which no client writes; unlink it and create it anew");
    }

    private static long page(long length) {
        return (length + PAGE - 1) & -PAGE;
    }
}
