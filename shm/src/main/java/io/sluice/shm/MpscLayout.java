package io.sluice.shm;

/**
 * A ring of many producers and one consumer, after the {@link SegmentLayout} header, whose capacity
 * is C, a power of two. Its granule is 64 bytes; G = C/64.
 *
 * <pre>
 * offset size  field       WRITTEN BY            READ BY            unit
 *   2048    8  head        consumer              producers          position: all before is free
 *   2056    4  waits       consumer              nobody             as in {@link SpscLayout}
 *   2176 8, 2304 4         slept, room slept, sleeping, as in {@link SpscLayout}
 *   2432    8  tail        producers             producers          position: hint where to claim
 *   2560    4  room sleeping, as there; any number of producers sleep on it
 *   2688    8  correlation, and 2944 heartbeat, as there
 *   4096 8192  slots       each its holder       people             32 bytes each, slots 1 to 255:
 *                                                                   pid, namespace, since
 *  12288   8G  claims      producers, consumer   producers,         one word a granule
 *                                                consumer
 *      R    C  records     producers             consumer           R: after claims, at a page
 *    R+C  C/8  slack       producers             consumer           the end of a record that begins
 *                                                                   before it
 * </pre>
 *
 * <p>The slack holds the longest record, of C/8 + 64, as one begins 64 before its start at the
 * latest. A record begins at a position, a count of bytes that only grows and is a multiple of 64;
 * it lies at R + position mod C, and its claim is word (position mod C)/64 of the table. A word of
 * 0 or of a lap before the position's means that the position is not claimed. The owner is the slot
 * of a producer, whose lock is byte 1024 + slot of the file. Byte 2048 + slot is locked before it,
 * to reserve the slot.
 *
 * <pre>
 * bits    63 to 22          21 to 8              7 to 0
 * claim   lap,              granules of the      owner, 1 to 255; 0: padding, the owner died
 *         position/C + 1    record               before it published
 *
 * offset size  field of a record
 *      0    8  stamp       scrambled position, by the segment's nonce: the record is published
 *      8    8  header      2^32 type + length; type 0: nothing, the claim was aborted; type -1: a
 *                          batch
 *     16    n  message     length n, the next record begins at the next multiple of 64
 *
 * offset size  field of a message in a batch, which is the message of a record of type -1
 *      0    8  header      2^32 type + length; 0, or the end of the record: no further message;
 *                          type -1: nothing, the consumer stored that when it released it
 *      8    m  message     length m, the next begins at the next multiple of 8
 * </pre>
 *
 * <p>What lay in a record's first word before is an older stamp or somebody's message; the chance
 * that it equals this position's stamp is 2^-64.
 *
 * <pre>
 * edge      from                             to                           so that
 * CLAIM     producer: claim word at a      producer: the same at that   a position is claimed once:
 *           record's end read, head read,    position; consumer: stamp    the word is exchanged for
 *           word exchanged                   missing, word read           what was read; length and
 *                                                                         owner of what a dead one
 *                                                                         left are known
 * TAIL      producer: claims; tail stored,   producer: its next position  it need not follow all claims
 *           once in 1024 bytes               taken, tail read             one by one. RACE: any old
 *                                                                         value is a record's end, from
 *                                                                         which the claims lead on; one
 *                                                                         a lap old shows by its word,
 *                                                                         and head leads on
 * PUBLISH   producer: message and header     consumer: stamp read,        message is whole
 *           written; stamp stored            header and message read
 * RELEASE   consumer: messages read;         producer: head read,         no message is overwritten
 *           head stored                      their bytes written          while it is read
 * DEATH     consumer, or who takes the slot  all: word read               only what a dead owner did
 *           over: word read; owner's lock                                 not publish is padded: it
 *           found free; stamp still                                       stored its stamp before
 *           missing; word exchanged                                       the kernel freed its lock
 * SLOT      new owner of a slot: slot        consumer: word read, owner's no claim of the one before
 *           reserved; claims from head on,   lock found held              is taken for a living one's
 *           to the last, padded if the
 *           slot's and unpublished; lock
 *           taken; first claim
 * PART      consumer: some of a batch read,  next consumer: their       none of those is read again
 *           their types stored as -1         types read
 * SLEEP, SLEPT, OWN, TICKET, BEAT            as in {@link SpscLayout}
 * </pre>
 *
 * <p>Source: own design; model and mutants in {@code docs/models}.
 */
final class MpscLayout {
    static final int HEAD = SpscLayout.HEAD;
    static final int TAIL = 2432;
    static final int SLOTS = 4096;
    static final int SLOT_LENGTH = 32;
    static final int MAX_PRODUCERS = 255;
    static final int CLAIMS = 12288;

    static final int GRANULE = 64;
    static final int HEADER = 8;
    static final int MESSAGE = 16;
    static final int PART_HEADER = 8;
    static final int RELEASED_TYPE = -1;
    static final int PADDING_TYPE = 0;
    static final int BATCH_TYPE = -1;

    static final int MIN_CAPACITY = 4096;
    static final int MAX_CAPACITY = 1 << 30;

    private static final int PAGE = 4096;
    private static final int FIRST_LOCK = 1024;
    private static final int FIRST_RESERVATION = 2048;
    private static final int MAX_GRANULES = (1 << 14) - 1;
    private static final int GRANULES_SHIFT = 8;
    private static final int LAP_SHIFT = 22;
    private static final long MAX_LAP = (1L << 42) - 1;
    private static final long SCRAMBLE = 0x9E37_79B9_7F4A_7C15L; // odd, so nothing is lost

    private MpscLayout() {}

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
        long end = (long) records(capacity) + capacity + capacity / 8;
        return new SegmentShape(SegmentKind.MPSC_RING, capacity, end - SegmentLayout.HEADER_LENGTH);
    }

    static int records(int capacity) {
        return (CLAIMS + capacity / GRANULE * Long.BYTES + PAGE - 1) & -PAGE;
    }

    /** At most an eighth of the ring, and no more than a claim word can say. */
    static int maxMsgLength(int capacity) {
        return Math.min(capacity / 8, MAX_GRANULES * GRANULE - MESSAGE);
    }

    /** The length of a record with its stamp and header, up to where the next begins. */
    static int recordLength(int msgLength) {
        return (msgLength + MESSAGE + GRANULE - 1) & -GRANULE;
    }

    /** The length of a message in a batch with its header, up to where the next begins. */
    static int partLength(int msgLength) {
        return (msgLength + PART_HEADER + Long.BYTES - 1) & -Long.BYTES;
    }

    /** Where the claim word of a position is. */
    static int claimIndex(long position, int capacity) {
        return CLAIMS + ((int) position & capacity - 1) / GRANULE * Long.BYTES;
    }

    /** The byte of the file whose lock the owner of a slot holds. */
    static int lock(int slot) {
        return FIRST_LOCK + slot;
    }

    /** The byte of the file whose lock reserves a slot. */
    static int reservation(int slot) {
        return FIRST_RESERVATION + slot;
    }

    /** Where the owner of a slot writes who it is. */
    static int slotRecord(int slot) {
        return SLOTS + slot * SLOT_LENGTH;
    }

    /** What makes a position published. Never 0: only an odd position would give that. */
    static long stamp(long position, long key) {
        return scramble(position) ^ key;
    }

    /** By what the stamps of a segment with this nonce differ from those of others. */
    static long key(long nonce) {
        return scramble(nonce | 1);
    }

    private static long scramble(long value) {
        long product = value * SCRAMBLE;
        return product ^ product >>> Integer.SIZE;
    }

    /** The lap of a position in a ring of 2^bits bytes. */
    static long lap(long position, int bits) {
        return (position >>> bits) + 1;
    }

    static long claim(long lap, int recordLength, int owner) {
        return lap << LAP_SHIFT | (long) (recordLength / GRANULE) << GRANULES_SHIFT | owner;
    }

    /** The same claim, as nobody's. */
    static long padding(long claim) {
        return claim & ~(long) MAX_PRODUCERS;
    }

    static long claimedLap(long claim) {
        return claim >>> LAP_SHIFT;
    }

    static int owner(long claim) {
        return (int) claim & MAX_PRODUCERS;
    }

    static int claimedLength(long claim) {
        return ((int) (claim >>> GRANULES_SHIFT) & MAX_GRANULES) * GRANULE;
    }

    /** Beyond it a claim word has no room for the lap: after 18 petabytes at the least. */
    static boolean isExhausted(long lap) {
        return lap > MAX_LAP;
    }

    static CorruptSegmentException corruptClaim(String ring, long position, long claim) {
        return new CorruptSegmentException(
                String.format(
                        "%s is corrupt: the claim at position=%d is 0x%016x, lap=%d length=%d"
                                + " owner=%d, which no producer writes; unlink it and create it anew",
                        ring,
                        position,
                        claim,
                        claimedLap(claim),
                        claimedLength(claim),
                        owner(claim)));
    }

    static CorruptSegmentException corruptTail(String ring, long tail) {
        return new CorruptSegmentException(
                ring
                        + " is corrupt or worn out: tail="
                        + tail
                        + ", where a multiple of "
                        + GRANULE
                        + " is due, not too great for a claim; unlink it and create it anew");
    }
}
