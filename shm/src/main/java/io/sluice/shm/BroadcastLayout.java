package io.sluice.shm;

/**
 * A ring of one producer and many consumers, each of which reads every message, after the {@link
 * SegmentLayout} header. Its capacity is C, a power of two; a chunk is C/8 bytes of it, and no
 * record is longer. The ring is lossy, and its producer waits for nobody, or gated, and its
 * producer waits for the slowest consumer.
 *
 * <pre>
 * offset size  field       WRITTEN BY            READ BY            unit
 *   4096    4  slept       consumers, 0 to 1     producer           1: some consumer has slept
 *                          once, ever
 *   4100    4  room slept  producer, 0 to 1      gated consumers    1: some producer has slept
 *                          once, ever
 *   4224    4  sleeping    consumers, producer   both, kernel       futex, as in {@link Sleep}:
 *                                                                   consumers, on a message
 *   4352    4  room        producer, gated       both, kernel       futex, as in {@link Sleep}: the
 *              sleeping    consumers                                producer, on room
 *   8192 8192  slots       each its holder,      producer           128 bytes each, slots 0 to 63,
 *                          producer                                 gated only
 *  16384    8  latest      producer              consumers          position of a published record,
 *                                                                   the newest but for a death
 *  16512    8  reserved    producer              consumers          position: what lies a ring
 *                                                                   before may be overwritten
 *  16640  128  boundaries  producer              consumers          entry k mod 16: position of the
 *                                                                   first record that begins in
 *                                                                   chunk k
 *  20480    C  records     producer              consumers
 *  +C     C/8  slack       producer              consumers          the end of a record that begins
 *                                                                   before it
 *
 * offset size  field of a slot
 *      0    8  gate        0: nobody is here; else 1 + the position before which its holder has
 *                          read everything
 *     64   24  holder      pid, namespace, since
 * </pre>
 *
 * <p>What consumers of a lossy ring write is the page at 4096, and all else they map without the
 * right to write. Byte 1024 + slot of the file is locked by who holds the slot.
 *
 * <p>A record begins at a position, a count of bytes that only grows and is a multiple of 8; it
 * lies at 20480 + position mod C. Records are numbered from 1.
 *
 * <pre>
 * offset size  field of a record
 *      0    8  stamp       scrambled number, by the segment's nonce: the record is published
 *      8    8  header      2^32 type + length
 *     16    n  message     length n, the next record begins at the next multiple of 8
 * </pre>
 *
 * <p>Scrambling can be undone: a stamp tells a record's number, and so how many a consumer has
 * missed. What lay there before is a smaller number's stamp or somebody's message; the chance that
 * it equals the stamp that is due is 2^-64. A batch is records one after the other of which the
 * first gets its stamp last. If it never gets it, the stamps after it are cleared before anything
 * is written there again.
 *
 * <p>The producer's position is not shared: a new producer finds it behind the records that follow
 * latest.
 *
 * <pre>
 * edge      from                             to                           so that
 * PUBLISH   producer: record written; stamp  consumer: stamp read,        message is whole
 *           stored                           record read
 * RESERVE   producer: reserved stored;       consumer: stamp and record   who has read one byte of a
 *           fence; bytes up to there         read; fence; reserved read   later record sees that it
 *           written                                                       may have
 * NEWEST    producer: boundary, if any, and  consumer, new producer:      the place is a record's, and
 *           stamp stored; latest stored      latest read; boundary up to  its stamp tells its number,
 *                                            it and stamp read            if RESERVE says it is there
 *                                                                         still
 * GATE      producer: reserved stored;       joining consumer: gate = 1;  one of them sees the other's
 *           fence; gates read                fence; reserved read; gate   store: the producer reserves
 *                                            = its place + 1              more and waits, or the consumer
 *                                                                         takes a place that is safe
 * RELEASE   gated consumer: messages read;   producer: gate read,         no message is overwritten
 *           gate stored                      their bytes written          while it is read
 * EVICT     producer: slot's lock found      joining consumer: lock       only a gate without a holder
 *           free and taken; gate cleared;    taken, gate stored           is cleared: a dead one's
 *           lock given back
 * SLEEP, SLEPT                               as in {@link SpscLayout}
 * </pre>
 *
 * <p>Source: own design; model in {@code docs/models}.
 */
final class BroadcastLayout {
    static final int SLEEP_PAGE = 4096;
    static final int SLEEP_PAGE_LENGTH = 4096;
    static final int SLEPT = 4096;
    static final int ROOM_SLEPT = 4100;
    static final int SLEEPING = 4224;
    static final int ROOM_SLEEPING = 4352;
    static final int SLOTS = 8192;
    static final int SLOT_LENGTH = 128;
    static final int SLOT_HOLDER = 64;
    static final int MAX_CONSUMERS = 64;
    static final long JOINING = 1;
    static final int LATEST = 16384;
    static final int RESERVED = 16512;
    static final int BOUNDARIES = 16640;
    static final int BOUNDARY_COUNT = 16;
    static final int RECORDS = 20480;

    static final int HEADER = 8;
    static final int MESSAGE = 16;
    static final int ALIGNMENT = 8;
    static final long FIRST_NUMBER = 1;

    static final int MIN_CAPACITY = 256;
    static final int MAX_CAPACITY = 1 << 30;
    static final int CHUNKS = 8;

    private static final int FIRST_LOCK = 1024;
    private static final long UNSCRAMBLE = 0xF1DE_83E1_9937_733DL; // inverse of what scrambles

    private BroadcastLayout() {}

    static SegmentShape lossy(int capacity) {
        return shape(SegmentKind.BROADCAST_RING, capacity);
    }

    static SegmentShape gated(int capacity) {
        return shape(SegmentKind.GATED_RING, capacity);
    }

    private static SegmentShape shape(SegmentKind kind, int capacity) {
        if (capacity < MIN_CAPACITY || capacity > MAX_CAPACITY || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException(
                    "capacity="
                            + capacity
                            + " is not a power of two between "
                            + MIN_CAPACITY
                            + " and "
                            + MAX_CAPACITY);
        }
        long end = (long) RECORDS + capacity + capacity / CHUNKS;
        return new SegmentShape(kind, capacity, end - SegmentLayout.HEADER_LENGTH);
    }

    static int maxMsgLength(int capacity) {
        return capacity / CHUNKS - MESSAGE;
    }

    /** The length of a record with its stamp and header, up to where the next begins. */
    static int recordLength(int msgLength) {
        return (msgLength + MESSAGE + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** Where the boundary of a chunk is. */
    static int boundary(long chunk) {
        return BOUNDARIES + ((int) chunk & BOUNDARY_COUNT - 1) * Long.BYTES;
    }

    /** Where the gate of a slot is. */
    static int gate(int slot) {
        return SLOTS + slot * SLOT_LENGTH;
    }

    /** Where the holder of a slot writes who it is. */
    static int holder(int slot) {
        return gate(slot) + SLOT_HOLDER;
    }

    /** The byte of the file whose lock the holder of a slot has. */
    static int lock(int slot) {
        return FIRST_LOCK + slot;
    }

    /** By what the stamps of a segment with this nonce differ from those of others. */
    static long key(long nonce) {
        return MpscLayout.key(nonce | Long.MIN_VALUE);
    }

    /** What makes a record published. Never 0: only a negative number would give that. */
    static long stamp(long number, long key) {
        return MpscLayout.stamp(number, key);
    }

    /** The number of the record that has this stamp. */
    static long number(long stamp, long key) {
        long scrambled = stamp ^ key;
        return (scrambled ^ scrambled >>> Integer.SIZE) * UNSCRAMBLE;
    }

    static Sleep sleepOnMessages(Memory memory) {
        return new Sleep(memory, SLEPT, SLEEPING, false);
    }

    /** As {@link #sleepOnMessages}, of who has mapped but the page that such a consumer writes. */
    static Sleep sleepOnMessagesInPage(Memory page) {
        return new Sleep(page, SLEPT - SLEEP_PAGE, SLEEPING - SLEEP_PAGE, false);
    }

    static Sleep sleepOnRoom(Memory memory) {
        return new Sleep(memory, ROOM_SLEPT, ROOM_SLEEPING, true);
    }

    static SegmentException tooQuick(String ring) {
        return new SegmentException(
                ring
                        + " is written too quickly for a consumer to join; make it greater, or give"
                        + " this process more of a CPU");
    }

    static CorruptSegmentException corrupt(String ring, String field, long value, String due) {
        return new CorruptSegmentException(
                ring
                        + " is corrupt: "
                        + field
                        + "="
                        + value
                        + ", where "
                        + due
                        + " is due; unlink it and create it anew");
    }
}
