package io.sluice.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import org.agrona.concurrent.AtomicBuffer;

/**
 * What the processes of a kind leave to each other, to their successors and to the parent: a file
 * that all map, and that outlives them.
 *
 * <pre>
 * offset            size  field     written by                   read by
 * 512 (1 + s)             of slot s:
 *   0               8     LIFE      process: its number          successor, consumers, parent
 *   8               8     COUNT     process: checked or locked   parent
 *   16              8     REPEATED  consumer: of these again     parent
 *   24              8     LOST      consumer: told as lost       parent
 *   32              8     STATE     taker, see SoakTaker         parent
 *   40              8     WANTED    taker                        parent
 *   48              8     PARKED    taker                        parent
 *   128             8     WRITTEN   producer                     successor, parent
 *   136             8     BEGUN     producer                     successor, consumers, parent
 *   256 + 8p        8     SEEN      consumer, of producer p      successor, parent
 * 8192                    GUARDED, what a lock guards; or
 * 8192 (1 + t)            JOURNAL of stream t, by the consumer for its successor:
 *   0               8     END       how many were noted
 *   8               8     MARK      those before it were released
 *   64              8     each      a message, the last 256
 * 65536 (1 + p)     16    each      LIVES of producer p: SURE and START, the last 4096
 *
 * edge   from                             to                       so that
 * BEGIN  producer: BEGUN                  consumer: its message    none comes that nobody began
 * WROTE  producer: published; WRITTEN     who finds none of it     that was lost
 * LIVE   process: LIVES; LIFE             consumer: its message,   it knows what was in doubt then
 *                                         or LIFE
 * CHECK  consumer: entry; END; SEEN       successor: these         a kill leaves it noted or not
 * FREE   ring: released; MARK             successor: MARK          nothing before comes again
 * COUNT  process: COUNT                   parent: COUNT            it sees who gets on
 * TAKER  taker: STATE, WANTED, PARKED     parent: these            it knows what the dead one had
 * </pre>
 */
final class SoakNotes {
    static final int GUARDED = 8192;
    static final int JOURNALED = 256;

    private static final int LIVES_KEPT = 4096;
    private static final int SLOT = 512;
    private static final int COUNT = 8;
    private static final int REPEATED = 16;
    private static final int LOST = 24;
    private static final int WRITTEN = 128;
    private static final int BEGUN = 136;
    private static final int SEEN = 256;
    private static final int JOURNAL = 8192;
    private static final int ENTRIES = 64;
    private static final int LIVES = 65536;
    private static final int MOST_PRODUCERS = 3;
    private static final int LENGTH = LIVES * (1 + MOST_PRODUCERS);

    private final AtomicBuffer buffer;

    SoakNotes(AtomicBuffer buffer) {
        this.buffer = buffer;
    }

    /** Maps them: the parent, on the first side, creates the file. */
    static SoakNotes map(Side side, Path directory) throws IOException {
        return new SoakNotes(MappedFile.map(side, directory.resolve("notes"), LENGTH));
    }

    /** As long as the file, for a test. */
    static int length() {
        return LENGTH;
    }

    AtomicBuffer buffer() {
        return buffer;
    }

    /** Where the notes of the process in a slot are. */
    static int slot(int slot) {
        return SLOT * (1 + slot);
    }

    int life(int slot) {
        return (int) buffer.getLongVolatile(slot(slot)); // LIVE
    }

    /** Of a process that has taken its end. */
    void life(int slot, int life) {
        buffer.putLongVolatile(slot(slot), life); // LIVE
    }

    long count(int slot) {
        return buffer.getLongVolatile(slot(slot) + COUNT); // COUNT
    }

    void count(int slot, long more) {
        buffer.putLongVolatile(slot(slot) + COUNT, count(slot) + more); // COUNT
    }

    long repeated(int slot) {
        return buffer.getLongVolatile(slot(slot) + REPEATED); // COUNT
    }

    void repeatedOne(int slot) {
        buffer.putLongVolatile(slot(slot) + REPEATED, repeated(slot) + 1); // COUNT
    }

    long lost(int slot) {
        return buffer.getLongVolatile(slot(slot) + LOST); // COUNT
    }

    void lost(int slot, long more) {
        buffer.putLongVolatile(slot(slot) + LOST, lost(slot) + more); // COUNT
    }

    /** All of this producer's before it were published. */
    long written(int producer) {
        return buffer.getLongVolatile(slot(producer) + WRITTEN); // WROTE
    }

    void written(int producer, long end) {
        buffer.putLongVolatile(slot(producer) + WRITTEN, end); // WROTE
    }

    /** All of this producer's before it may have been published. */
    long begun(int producer) {
        return buffer.getLongVolatile(slot(producer) + BEGUN); // BEGIN
    }

    void begun(int producer, long end) {
        buffer.putLongVolatile(slot(producer) + BEGUN, end); // BEGIN
    }

    /**
     * Begins the next life of a producer, which goes on after all that its predecessor began: that
     * published all before SURE, and what is from there to START as a whole or not at all.
     *
     * @return its number; its first message is that of {@link #begun}
     */
    int beginLife(int producer) {
        int life = life(producer) + 1;
        int entry = lifeEntry(producer, life);
        buffer.putLong(entry, written(producer));
        buffer.putLong(entry + Long.BYTES, begun(producer));
        life(producer, life);
        written(producer, begun(producer));
        return life;
    }

    long sure(int producer, int life) {
        return life > life(producer)
                ? written(producer)
                : buffer.getLong(lifeEntry(producer, life));
    }

    long start(int producer, int life) {
        return life > life(producer)
                ? begun(producer)
                : buffer.getLong(lifeEntry(producer, life) + Long.BYTES);
    }

    private static int lifeEntry(int producer, int life) {
        return LIVES * (1 + producer) + 16 * (life % LIVES_KEPT);
    }

    /** The life and the number after the last message of a producer that a consumer has checked. */
    SoakMessage seen(int consumer, int producer) {
        long packed = buffer.getLongVolatile(slot(consumer) + SEEN + 8 * producer); // CHECK
        return SoakMessage.unpacked(packed);
    }

    void seen(int consumer, SoakMessage next) {
        int offset = slot(consumer) + SEEN + 8 * next.producer();
        buffer.putLongVolatile(offset, next.packed()); // CHECK
    }

    long journalEnd(int stream) {
        return buffer.getLongVolatile(journal(stream)); // CHECK
    }

    long mark(int stream) {
        return buffer.getLongVolatile(journal(stream) + 8); // FREE
    }

    void mark(int stream, long position) {
        buffer.putLongVolatile(journal(stream) + 8, position); // FREE
    }

    SoakMessage journal(int stream, long position) {
        return SoakMessage.unpacked(buffer.getLong(entry(stream, position)));
    }

    void addToJournal(int stream, SoakMessage message) {
        long end = journalEnd(stream);
        buffer.putLong(entry(stream, end), message.packed());
        buffer.putLongVolatile(journal(stream), end + 1); // CHECK
    }

    private static int journal(int stream) {
        return JOURNAL * (1 + stream);
    }

    private static int entry(int stream, long position) {
        return journal(stream) + ENTRIES + 8 * (int) (position % JOURNALED);
    }
}
