package io.sluice.futex;

import io.sluice.core.linux.NativeMemory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A lock of readers and writers in fresh memory, and one who waits for it.
 *
 * <p>That it sleeps on is told as in {@link FutexSleeper}: its sleep ended at a deadline, and what
 * was to end it had been done before.
 */
public final class ReadWriteInMemory {
    private static final long SLICE_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final UnsafeBuffer memory = NativeMemory.allocate(ReadWriteMutex.LENGTH);
    private final ReadWriteMutex mutex = new ReadWriteMutex(memory, 0);
    private final SharedLock reader = (SharedLock) mutex.readLock();
    private final ExclusiveLock writer = (ExclusiveLock) mutex.writeLock();
    private volatile long doneNs; // by who unlocks or gives up, when it has done so; 0 before

    /** The readers' lock. */
    public Lock readLock() {
        return reader;
    }

    /** The writers' lock. */
    public Lock writeLock() {
        return writer;
    }

    /** Announces a reader to the writer that holds it. */
    public void announceReader() {
        if (reader.enterOrAnnounce() == SharedLock.ENTERED) {
            throw new IllegalStateException("no writer");
        }
    }

    /** Announces a writer, which has the writers' mutex from now on, to the readers there are. */
    public void announceWriter() {
        new Mutex(memory, Integer.BYTES).lock();
        if (writer.takeOrAnnounce() == ExclusiveLock.TAKEN) {
            throw new IllegalStateException("no reader");
        }
    }

    /** Unlocks. */
    public void unlock(Lock lock) {
        lock.unlock();
        doneNs = System.nanoTime() | 1;
    }

    /** The writer that was announced gives up. */
    public void giveUp() {
        mutex.open();
        doneNs = System.nanoTime() | 1;
    }

    /** Sleeps until no writer has it. Returns whether it slept on. */
    public boolean readerSleepsOn() {
        int word = reader.enterOrAnnounce();
        while (word != SharedLock.ENTERED) {
            if (sleepsOn(word)) {
                return true;
            }
            word = reader.enterOrAnnounce();
        }
        return false;
    }

    /** Sleeps, as the writer that was announced, until no reader has it. Returns as the other. */
    public boolean writerSleepsOn() {
        int word = writer.takeOrAnnounce();
        while (word != ExclusiveLock.TAKEN) {
            if (sleepsOn(word)) {
                return true;
            }
            word = writer.takeOrAnnounce();
        }
        return false;
    }

    private boolean sleepsOn(int word) {
        long deadlineNs = System.nanoTime() + SLICE_NS;
        return !Futex.await(memory, 0, word, deadlineNs) && doneBefore(deadlineNs);
    }

    private boolean doneBefore(long deadlineNs) {
        long done = doneNs;
        return done != 0 && done - deadlineNs < 0;
    }
}
