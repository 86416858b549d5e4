package io.sluice.core;

import org.agrona.concurrent.AtomicBuffer;

/**
 * A lock in 4 bytes of shared memory whose waiters spin.
 *
 * <p>Threads of every process that maps the word may call. Zeroed memory is an unlocked lock, so
 * that to make one is to attach to it. For critical sections shorter than a system call, and no
 * more threads than CPUs: a waiter spins, loading only, and after 200 looks yields its CPU at each,
 * but never sleeps. Who waits longest has no precedence; {@link TicketLock} gives it.
 *
 * <p><b>A holder that dies leaves it locked for ever</b>, and nothing here finds out; one that is
 * paused holds everybody up. Where that may happen use a {@code RobustMutex}.
 *
 * <p>The word does not say who holds it, for what a lock and unlock cost: one compare-and-set and
 * one store. Hence a thread that locks it twice waits for itself, in {@link #lock()} for ever; a
 * thread may unlock what another has locked, and then two hold it; to unlock what nobody has locked
 * throws {@link IllegalMonitorStateException}.
 *
 * <pre>
 * word    means       next           by
 * 0       unlocked    1: locked      anybody, by compare-and-set
 * 1       locked      0: unlocked    its holder
 * other   damaged     none: every call throws IllegalStateException, which names the value
 *
 * edge    from                    to                      so that
 * UNLOCK  holder: its stores,     next: word 0 to 1,      a holder sees what those before it
 *         word to 0               its loads               stored, and is alone
 * </pre>
 *
 * <p>Source: L. Rudolph, Z. Segall, "Dynamic Decentralized Cache Schemes for MIMD Parallel
 * Processors" (test and test-and-set).
 */
public final class SpinLock extends SpinningLock {
    /** Bytes of the word. */
    public static final int LENGTH = Integer.BYTES;

    private static final int UNLOCKED = 0;
    private static final int LOCKED = 1;

    /**
     * The lock at an offset.
     *
     * @param offset where its {@value #LENGTH} bytes begin, at an address that is a multiple of
     *     that
     * @throws IllegalArgumentException if they lie elsewhere, or in the Java heap
     */
    public SpinLock(AtomicBuffer buffer, int offset) {
        super(buffer, offset, LENGTH);
    }

    @Override
    public void lock() {
        if (!memory.compareAndSetInt(0, UNLOCKED, LOCKED)) { // UNLOCK
            lockContended();
        }
    }

    private void lockContended() {
        for (int spins = 0; !tryLock(); spins++) {
            pause(spins);
        }
    }

    @Override
    public boolean tryLock() {
        // RACE: unlocked since, and the caller finds out at its next look.
        int word = memory.getIntOpaque(0); // RACE
        if (word == UNLOCKED) {
            return memory.compareAndSetInt(0, UNLOCKED, LOCKED); // UNLOCK
        }
        if (word != LOCKED) {
            throw damaged(word);
        }
        return false;
    }

    /**
     * Gives the lock up.
     *
     * @throws IllegalMonitorStateException if nobody holds it
     */
    @Override
    public void unlock() {
        // RACE: none for its holder, whose word nobody else changes.
        int word = memory.getIntOpaque(0); // RACE
        if (word != LOCKED) {
            throw word == UNLOCKED ? notLocked() : damaged(word);
        }
        memory.putIntRelease(0, UNLOCKED); // UNLOCK
    }

    /** Says what the word holds, for a person. */
    @Override
    public String toString() {
        return "SpinLock(offset=" + offset + ", word=" + memory.getIntOpaque(0) + ")"; // RACE
    }

    private IllegalStateException damaged(int word) {
        return new IllegalStateException(
                "the spin lock at offset="
                        + offset
                        + " holds word="
                        + word
                        + ", neither 0 (unlocked) nor 1 (locked): something else was written there");
    }
}
