package io.sluice.core;

import com.google.errorprone.annotations.CheckReturnValue;
import java.lang.invoke.VarHandle;
import org.agrona.concurrent.AtomicBuffer;

/**
 * A count in 8 bytes of shared memory by which readers know whether what they read was whole, so
 * that one who writes never waits for them and they store nothing.
 *
 * <p>Threads of every process that maps the word may read, through a read-only mapping too. One
 * thread at a time may write, which the caller sees to, with one of the locks if need be: found
 * inside another's write it throws, but two that begin at once are not found out. Zeroed memory is
 * a valid start. What is guarded lies in shared memory as well.
 *
 * <p>Nothing here waits. A reader tries as often as it likes, and never succeeds while a writer is
 * paused, or has died, inside:
 *
 * <pre>{@code
 * for (int i = 0; i < tries; i++) {
 *     long stamp = lock.readBegin();
 *     long bid = buffer.getLong(BID);
 *     long ask = buffer.getLong(ASK);
 *     if (!lock.readRetry(stamp)) {
 *         return use(bid, ask);
 *     }
 * }
 * }</pre>
 *
 * <p>Until {@link #readRetry} says no, what was read may be of no write or of several: copy it, and
 * follow no offset or length in it that has not been checked.
 *
 * <pre>
 * word    means                              next                       by
 * even    whole; word / 2 writes so far      +1: being written          the writer, in writeBegin
 * odd     being written, or its writer is    +1: whole                  the writer, in writeEnd
 *         dead                               same: being written anew   the next, in writeAgain
 *
 * edge    from                     to                        so that
 * BEGIN   writer: word odd,        reader: its loads,        who saw any store of a write sees the
 *         its stores               word                      word changed, and reads again
 * END     writer: its stores,      reader: word even,        who finds a write ended sees all of
 *         word even                its loads                 its stores
 * </pre>
 *
 * <p>Source: the kernel's {@code include/linux/seqlock.h}; H.-J. Boehm, "Can Seqlocks Get Along
 * With Programming Language Memory Models?".
 */
public final class SeqLock {
    /** Bytes of the word. */
    public static final int LENGTH = Long.BYTES;

    private final AtomicBuffer buffer;
    private final int offset;

    /**
     * The lock at an offset.
     *
     * @param offset where its {@value #LENGTH} bytes begin, at an address that is a multiple of
     *     that
     * @throws IllegalArgumentException if they lie elsewhere
     */
    public SeqLock(AtomicBuffer buffer, int offset) {
        this.buffer = buffer;
        this.offset = SpinningLock.checkedOffset(buffer, offset, LENGTH);
    }

    /**
     * Reader: begins to read.
     *
     * @return a stamp for {@link #readRetry}; odd if somebody is writing, which makes reading now
     *     pointless
     */
    @CheckReturnValue
    public long readBegin() {
        return buffer.getLongAcquire(offset); // END
    }

    /**
     * Reader: whether what was read since {@link #readBegin} gave the stamp may be of no one write,
     * and is to be read again.
     */
    @CheckReturnValue
    public boolean readRetry(long stamp) {
        VarHandle.acquireFence(); // BEGIN
        return isOdd(stamp) || buffer.getLongOpaque(offset) != stamp; // BEGIN
    }

    /**
     * Writer: begins to write.
     *
     * @throws IllegalStateException if another is writing, or died at it
     */
    public void writeBegin() {
        long word = buffer.getLong(offset);
        if (isOdd(word)) {
            throw new IllegalStateException(
                    "the seqlock at offset="
                            + offset
                            + " holds word="
                            + word
                            + ": another is writing, or has died at it; if dead, writeAgain()");
        }
        buffer.putLongOpaque(offset, word + 1); // BEGIN
        VarHandle.releaseFence(); // BEGIN
    }

    /**
     * Writer: begins to write where the one before may have died at it. The caller knows that it is
     * dead, as from a {@code RobustMutex}, and writes everything that is guarded.
     */
    public void writeAgain() {
        long word = buffer.getLong(offset);
        if (!isOdd(word)) {
            writeBegin();
            return;
        }
        VarHandle.releaseFence(); // BEGIN
    }

    /**
     * Writer: ends what it began to write.
     *
     * @throws IllegalStateException if nobody is writing
     */
    public void writeEnd() {
        long word = buffer.getLong(offset);
        if (!isOdd(word)) {
            throw new IllegalStateException(
                    "the seqlock at offset=" + offset + " holds word=" + word + ": nobody writes");
        }
        buffer.putLongRelease(offset, word + 1); // END
    }

    /** Says what the word holds, for a person. */
    @Override
    public String toString() {
        return "SeqLock(offset=" + offset + ", word=" + buffer.getLongOpaque(offset) + ")"; // RACE
    }

    private static boolean isOdd(long word) {
        return (word & 1) != 0;
    }
}
