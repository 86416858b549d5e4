package io.sluice.shm;

/**
 * A ring of one producer and one consumer, after the {@link SegmentLayout} header, whose capacity
 * is C, a power of two, and whose greatest message is C/8 bytes.
 *
 * <pre>
 * offset size  field       WRITTEN BY            READ BY            unit
 *   2048    8  head        consumer              producer           position: all before is free
 *   2056    4  waits       consumer              producer           1: the consumer mostly waits
 *   2176    4  slept       consumer, 0 to 1      producer           1: some consumer has slept
 *                          once, ever
 *   2180    4  room slept  producer, 0 to 1      consumer           1: some producer has slept
 *                          once, ever
 *   2304    4  sleeping    consumer, producer    both, kernel       futex, as in {@link Sleep}: the
 *                                                                   consumer, on a message
 *   2560    4  room        producer, consumer    both, kernel       futex, as in {@link Sleep}: the
 *              sleeping                                             producer, on room
 *   2688    8  correlation anybody               anybody            the next id of
 *                                                                   {@link AgronaRingBuffer}
 *   2944    8  heartbeat   consumer              anybody            its last time, the consumer's
 *                                                                   unit
 *   4096    C  records     producer              consumer
 * C+4096  C/8  slack       producer              consumer           the end of a record that begins
 *                                                                   before it
 * </pre>
 *
 * <p>A record begins at a position, a count of bytes that only grows and is a multiple of 8; it
 * lies at 4096 + position mod C.
 *
 * <pre>
 * offset size  field
 *      0    8  header      0: nothing here yet; else 2^32 type + length, type at least 1
 *      8    n  message     length n, the next record begins at the next multiple of 8
 * </pre>
 *
 * <p>A batch is records one after the other of which the first is published last: all of them can
 * be read then, or none.
 *
 * <p>The producer's position is not shared: it is where the first header of 0 follows on records
 * that begin at head, and a new producer walks there. Before a record is published the header after
 * it is cleared, so that this 0 always exists; the ring keeps 8 bytes free for it.
 *
 * <pre>
 * edge      from                             to                           so that
 * PUBLISH   producer: message written, next  consumer: header read,       message is whole; the next
 *           header cleared; header stored    message read                 header is not a stale one
 * RELEASE   consumer: messages read;         producer: head read,         no message is overwritten
 *           head stored                      their bytes written          while it is read
 * SLEEP     sleeper: sleeping odd; fence;    waker: header, or head,      one of them sees the other's
 *           header read 0, or head too       stored; fence; sleeping      store: no sleep is missed
 *           old; futex wait                  read
 * SLEPT     sleeper: slept = 1; SLEEP        waker: slept read after      RACE: seen late, the first
 *                                            header or head stored, no    sleep of a ring lasts one
 *                                            fence                        slice too long; after that
 *                                                                         it is 1 for good
 * WAITS     consumer: waits = 0 or 1     producer: waits read when    nothing: it is a hint, seen at
 *                                        the ring seems full          any time or never
 * OWN       consumer: stores into each line  producer: its next store     nothing: the bytes stored
 *           it has read what it found there  to that line                 are those found, before
 *                                                                         RELEASE; only the line moves
 * TICKET    anybody: correlation raised      anybody: the same            no id is given twice
 * BEAT      consumer: heartbeat stored       anybody: heartbeat read      RACE: it is as old as the
 *                                                                         consumer's last one
 * </pre>
 */
final class SpscLayout {
    static final int HEAD = 2048;
    static final int WAITS = 2056;
    static final int SLEPT = 2176;
    static final int ROOM_SLEPT = 2180;
    static final int SLEEPING = 2304;
    static final int ROOM_SLEEPING = 2560;
    static final int CORRELATION = 2688;
    static final int HEARTBEAT = 2944;
    static final int RECORDS = SegmentLayout.HEADER_LENGTH;

    static final int HEADER_LENGTH = Long.BYTES;
    static final int ALIGNMENT = Long.BYTES;
    static final int LINE = 64;

    static final int MIN_CAPACITY = 128;
    static final int MAX_CAPACITY = 1 << 30;

    /** Far beyond what can be written in a lifetime, and far from overflow. */
    static final long MAX_POSITION = 1L << 62;

    private SpscLayout() {}

    static SegmentShape shape(int capacity) {
        if (capacity < MIN_CAPACITY || capacity > MAX_CAPACITY || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException(
                    "capacity="
                            + capacity
                            + " is not a power of two between "
                            + MIN_CAPACITY
                            + " and "
                            + MAX_CAPACITY);
        }
        return new SegmentShape(
                SegmentKind.SPSC_RING, capacity, (long) capacity + maxMsgLength(capacity));
    }

    static int maxMsgLength(int capacity) {
        return capacity / 8;
    }

    /** The length of a record with its header, up to where the next begins. */
    static int recordLength(int msgLength) {
        return (msgLength + HEADER_LENGTH + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** The first line that begins at the position or after it. */
    static long nextLine(long position) {
        return (position + LINE - 1) & -LINE;
    }

    static long header(int msgTypeId, int length) {
        return (long) msgTypeId << Integer.SIZE | length;
    }

    static int msgTypeId(long header) {
        return (int) (header >>> Integer.SIZE);
    }

    static int length(long header) {
        return (int) header;
    }

    /** Whether a header other than 0 is one that a producer writes. */
    static boolean isRecord(long header, int maxMsgLength) {
        int length = length(header);
        return length >= 0 && length <= maxMsgLength && msgTypeId(header) > 0;
    }

    static CorruptSegmentException corruptRecord(String ring, long position, long header) {
        return new CorruptSegmentException(
                String.format(
                        "%s is corrupt: the record at position=%d has header=0x%016x, type=%d"
                                + " length=%d, which no producer writes; unlink it and create it anew",
                        ring, position, header, msgTypeId(header), length(header)));
    }

    static CorruptSegmentException corruptHead(String ring, long head, String expected) {
        return new CorruptSegmentException(
                ring
                        + " is corrupt: head="
                        + head
                        + ", where "
                        + expected
                        + " is due; unlink it and create it anew");
    }
}
