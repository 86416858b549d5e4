package io.sluice.futex;

import io.sluice.core.AgronaAccess;
import io.sluice.core.linux.Word;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import org.agrona.concurrent.AtomicBuffer;

/**
 * A lock for many readers or one writer, in 8 bytes of shared memory: spins a little, then sleeps.
 * Zero bytes are unlocked, so that attaching is creating.
 *
 * <p>Threads of every process that maps the bytes may call, each process through one object or
 * several. A writer that waits keeps new readers out, so that readers do not starve it; writers
 * that follow one another without a pause can starve readers. Among writers it is not fair. A
 * virtual thread pins its carrier while it sleeps.
 *
 * <p>Neither lock is reentrant: a reader that locks again while a writer waits, waits for ever. The
 * words do not say who holds them. Another's unlock is taken for the holder's, and one that dies,
 * reader or writer, leaves it locked; so does a writer that waits for readers to leave.
 *
 * <pre>
 * offset  field    what                                              written by    read by
 * 0       state    see below                                         all           all
 * 4       writers  a {@link Mutex}: who holds it may set WRITER      writers       writers
 *
 * state         means
 * bits 31 to 3  readers that hold it, up to 2^28 - 1; bit 31 is 0
 * bit  2        WRITER: a writer holds it, or waits until those readers have left
 * bit  1        DRAIN: that writer may sleep; only with WRITER
 * bit  0        READERS: readers may sleep; only with WRITER
 *
 * change                             by
 * one reader more                    who locks to read and finds no WRITER
 * one reader less                    reader; the last one wakes all by the same system call if DRAIN
 * WRITER set                         holder of writers; it holds this when there are no readers
 * DRAIN set                          that one, before it sleeps
 * READERS set                        who finds WRITER, before it sleeps
 * all three bits cleared             holder of writers, unlocking or giving up; wakes all by the
 *                                    same system call if READERS
 *
 * edge   from                            to                           so that
 * LOCK   holder: what it did; a reader   locker: state with itself,   it sees what was done
 *        less, or WRITER cleared         no readers or no WRITER
 * SLEEP  waiter: its bit set, asleep     last reader, or who clears   who sleeps is woken
 *        while state is as it was        WRITER: state changed
 * </pre>
 *
 * <p>To enter and to leave costs a reader one compare-and-set each, on a line that every reader
 * writes: readers that come all the time hand it round as holders of a {@link Mutex} do, and gain
 * only by what they do between. A writer makes two compare-and-sets to lock and two to unlock.
 * Readers that fell asleep while a writer waited are woken with it, look, and sleep again.
 *
 * <p>All are woken, so that nobody woken owes another a wake: one that is killed, or leaves,
 * strands nobody. A sleep ends by itself after 100 ms nevertheless. {@code docs/models} has the
 * model.
 *
 * <p>Source: own design. Rust's {@code std} ({@code sys/sync/rwlock/futex.rs}) has two words as
 * well, of which the second counts wakes of writers; it changes a word and wakes in two steps.
 */
public final class ReadWriteMutex implements ReadWriteLock {
    /** Bytes it takes, at a multiple of 4. */
    public static final int LENGTH = 2 * Integer.BYTES;

    static final int FREE = 0;
    static final int READERS = 1;
    static final int DRAIN = 2;
    static final int WRITER = 4;
    static final int READER = 8;

    static final int SPINS = 40;
    static final long SLICE_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final int WRITERS_OFFSET = Integer.BYTES;

    static {
        AgronaAccess.ensureOpen();
    }

    private final Word memory;
    private final AtomicBuffer buffer;
    private final int offset;
    private final Lock readLock;
    private final Lock writeLock;

    /**
     * The lock in the 8 bytes at {@code offset}, as it is.
     *
     * @throws IllegalArgumentException if they lie in the Java heap or not at a multiple of 4
     * @throws IndexOutOfBoundsException if they lie outside the buffer
     */
    public ReadWriteMutex(AtomicBuffer buffer, int offset) {
        this.memory = Futex.word(buffer, offset);
        this.buffer = memory.buffer();
        this.offset = offset;
        this.readLock = new SharedLock(this);
        this.writeLock = new ExclusiveLock(this, new Mutex(buffer, offset + WRITERS_OFFSET));
    }

    /**
     * The lock of readers. Its {@code unlock} throws {@link IllegalMonitorStateException} if no
     * reader holds it; it has no conditions. Every method throws {@link IllegalStateException} if
     * the state is none of those above.
     */
    @Override
    public Lock readLock() {
        return readLock;
    }

    /**
     * The lock of the writer. Its {@code unlock} throws {@link IllegalMonitorStateException} if no
     * writer holds it; it has no conditions. Every method throws {@link IllegalStateException} if
     * the state is none of those above.
     */
    @Override
    public Lock writeLock() {
        return writeLock;
    }

    /** The state. */
    int look() {
        int found = memory.getIntVolatile(0); // LOCK, SLEEP
        if (found < 0 || ((found & (READERS | DRAIN)) != 0 && (found & WRITER) == 0)) {
            throw new IllegalStateException(
                    "state=" + found + " at offset=" + offset + " is none of a ReadWriteMutex");
        }
        return found;
    }

    boolean exchange(int found, int next) {
        return memory.compareAndSetInt(0, found, next); // LOCK, SLEEP
    }

    /** Of the last reader, beside a writer that may sleep. */
    void leaveAndWake() {
        Futex.subtractAndWake(buffer, offset, READER, Futex.ALL); // LOCK, SLEEP
    }

    /** Lets readers in again. Of the holder of writers. */
    void open() {
        int found = look();
        while ((found & READERS) == 0) {
            if (exchange(found, found & -READER)) {
                return;
            }
            found = look();
        }
        Futex.clearAndWake(buffer, offset, WRITER | DRAIN | READERS, Futex.ALL); // LOCK, SLEEP
    }

    /** Sleeps a slice at most. */
    void sleep(int expected) {
        boolean unused = Futex.await(buffer, offset, expected, Futex.deadlineIn(SLICE_NS));
    }

    boolean sleepUntil(int expected, long deadlineNs) throws InterruptedException {
        return FutexVector.await(buffer, offset, expected, deadlineNs);
    }
}
