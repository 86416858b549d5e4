package io.sluice.core;

import io.sluice.core.linux.Word;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.agrona.concurrent.AtomicBuffer;

/** A lock in shared memory whose waiters look at it until it is theirs. */
abstract class SpinningLock implements Lock {
    /**
     * Looks after which a waiter gives its CPU to whoever else wants it, each time: some
     * microseconds, in which a holder that runs is done, so that this one does not run.
     */
    private static final int SPINS_BEFORE_YIELD = 200;

    final Word memory;
    final int offset;

    SpinningLock(AtomicBuffer buffer, int offset, int length) {
        this.memory = Word.of(buffer, checkedOffset(buffer, offset, length), length);
        this.offset = offset;
    }

    /** Returns the offset of bytes that lie in the buffer, at a multiple of their length. */
    static int checkedOffset(AtomicBuffer buffer, int offset, int length) {
        if (offset < 0 || offset > buffer.capacity() - length) {
            throw new IllegalArgumentException(
                    "offset="
                            + offset
                            + " leaves no "
                            + length
                            + " bytes in a buffer of capacity="
                            + buffer.capacity());
        }
        if ((buffer.addressOffset() + offset) % length != 0) {
            throw new IllegalArgumentException(
                    "offset=" + offset + " does not lead to a multiple of " + length);
        }
        return offset;
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        throwIfInterrupted();
        for (int spins = 0; !tryLock(); spins++) {
            throwIfInterrupted();
            pause(spins);
        }
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        throwIfInterrupted();
        if (tryLock()) {
            return true;
        }
        long timeoutNs = unit.toNanos(time);
        long startNs = System.nanoTime();
        for (int spins = 0; System.nanoTime() - startNs < timeoutNs; spins++) {
            pause(spins);
            if (tryLock()) {
                return true;
            }
            throwIfInterrupted();
        }
        return false;
    }

    /**
     * Throws: a condition sleeps, which a spinning lock is not for.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException(
                "a spinning lock has no condition: see io.sluice.futex.CondVar, with a lock that"
                        + " sleeps");
    }

    /** Waits a moment before the next look, of which there have been {@code spins}. */
    static void pause(int spins) {
        // Negative: 2^31 looks, and the holder is still not done.
        if (spins >= 0 && spins < SPINS_BEFORE_YIELD) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    IllegalMonitorStateException notLocked() {
        return new IllegalMonitorStateException("the lock at offset=" + offset + " is not locked");
    }

    private static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
