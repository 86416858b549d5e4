package io.sluice.shm;

/**
 * The first {@value #HEADER_LENGTH} bytes of every segment, in the machine's byte order.
 *
 * <pre>
 * offset size  field          WRITTEN BY          READ BY      unit
 *      0    8  magic          creator, before     opener       "SLUICE" and two zero bytes
 *      8    4  major version  it has a name       opener       another one is refused
 *     12    4  features                           opener       bits a reader may ignore
 *     16    4  kind                               opener       {@link SegmentKind}
 *     20    4  zero
 *     24    8  length                             opener       bytes, the file's
 *     32    8  capacity                           opener       the kind's own measure, bytes
 *     40    8  creator's pid                      people
 *     48    8  its pid namespace                  people       inode
 *     56    8  created                            people       ms since 1970
 *     64    8  nonce                              anybody      random
 *     72    8  detail                             opener       the kind's further measures, or 0
 *    128  128  role record 0  who holds role 0    anybody      pid, namespace, since; 8 bytes each
 *    256  128  role record 1  who holds role 1
 *    ...       up to role 7
 *   2048 2048  the kind's own fields
 *   4096       the kind's data
 * </pre>
 *
 * <p>Byte r of the file carries the lock of role r, and the kind may use further ones: an
 * open-file-description lock, which the kernel drops when the process dies, whatever the record
 * says.
 *
 * <pre>
 * edge     from                             to                        so that
 * LINK     creator: header and what else    opener: open by name      whoever has a name sees a whole
 *          is not zero written, linkat                                segment
 * ROLE     holder: lock, record written     asker: lock is held, so   the record is the holder's
 *                                           record read               (RACE: read between lock and
 *                                                                     record it names the holder
 *                                                                     before; only people read it)
 *          holder: last store, lock freed   next: lock taken, then    one at a time has the role, and
 *                                           first load                finds what those before stored
 * </pre>
 */
final class SegmentLayout {
    static final int MAGIC = 0;
    static final int MAJOR_VERSION = 8;
    static final int KIND = 16;
    static final int LENGTH = 24;
    static final int CAPACITY = 32;
    static final int CREATOR_PID = 40;
    static final int CREATOR_PID_NAMESPACE = 48;
    static final int CREATED_MS = 56;
    static final int NONCE = 64;
    static final int DETAIL = 72;

    static final int ROLES = 128;
    static final int ROLE_LENGTH = 128;
    static final int ROLE_PID = 0;
    static final int ROLE_PID_NAMESPACE = 8;
    static final int ROLE_SINCE_MS = 16;

    static final int KIND_FIELDS = 2048;
    static final int HEADER_LENGTH = 4096;

    /** The bytes {@code S L U I C E 0 0}, read as a little-endian long. */
    static final long MAGIC_VALUE = 0x0000_4543_4955_4c53L;

    static final int MAJOR_VERSION_VALUE = 1;

    private SegmentLayout() {}

    static int roleRecord(Role role) {
        return ROLES + role.number * ROLE_LENGTH;
    }
}
