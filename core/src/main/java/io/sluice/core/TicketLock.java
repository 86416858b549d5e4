package io.sluice.core;

import org.agrona.concurrent.AtomicBuffer;

/**
 * A lock in 8 bytes of shared memory that is given to its waiters in the order in which they came.
 *
 * <p>Threads of every process that maps the word may call. Zeroed memory is an unlocked lock, so
 * that to make one is to attach to it. For critical sections shorter than a system call, and fewer
 * threads than CPUs: it goes to the next in line even if that one is not running, and all behind it
 * wait until the scheduler comes round. Waiters yield after 200 looks, so that it can; each
 * handover then costs a time slice. {@link SpinLock} goes to whoever is running.
 *
 * <p>Fair is {@link #lock()}. A ticket cannot be handed back, so the other three ways take none
 * before it is served: they wait behind all who stand in line, and while the line is never empty
 * they do not get the lock.
 *
 * <p><b>A holder that dies leaves it locked for ever, and so does one who dies in line</b>, and
 * nothing here finds out. Where that may happen use a {@code RobustMutex}. As with {@link SpinLock}
 * the word does not say who holds it: a thread that locks it twice waits for itself, a thread may
 * unlock what another has locked, and to unlock what nobody has locked throws {@link
 * IllegalMonitorStateException}.
 *
 * <pre>
 * offset  size  half     means                      written by
 *      0     4  NEXT     the next ticket            anybody: +1, takes the ticket
 *      4     4  SERVING  the ticket that is served  its holder: +1
 *
 * NEXT - SERVING   means                     next                      by
 * 0                unlocked                  1: locked                 anybody
 * 1                locked                    2: and one in line        anybody
 *                                            0: unlocked               its holder
 * n to 2^22        locked, n - 1 in line     n + 1, n - 1              anybody, its holder
 * other            damaged: more than Linux has threads, or less than none; a call that finds it
 *                  throws IllegalStateException, lock() having taken a ticket of it
 *
 * edge    from                    to                        so that
 * SERVE   holder: its stores,     next: SERVING is its      a holder sees what those before it
 *         SERVING + 1             ticket, its loads         stored
 * TICKET  any: NEXT + 1           any: NEXT + 1             no two have one ticket, and who came
 *                                                           first has the lower
 * </pre>
 *
 * <p>Tickets wrap round at 2^32; they are compared by difference.
 *
 * <p>Source: J. Mellor-Crummey, M. Scott, "Algorithms for Scalable Synchronization on Shared-Memory
 * Multiprocessors", section 2.2; proc(5), pid_max.
 */
public final class TicketLock extends SpinningLock {
    /** Bytes of the word. */
    public static final int LENGTH = 2 * Integer.BYTES;

    private static final int NEXT = 0;
    private static final int SERVING = Integer.BYTES;
    private static final int MOST_TICKETS = 1 << 22;

    /**
     * The lock at an offset.
     *
     * @param offset where its {@value #LENGTH} bytes begin, at an address that is a multiple of
     *     that
     * @throws IllegalArgumentException if they lie elsewhere, or in the Java heap
     */
    public TicketLock(AtomicBuffer buffer, int offset) {
        super(buffer, offset, LENGTH);
    }

    @Override
    public void lock() {
        awaitTurn(memory.getAndAddInt(NEXT, 1)); // TICKET
    }

    private void awaitTurn(int ticket) {
        int serving = memory.getIntAcquire(SERVING); // SERVE
        for (int spins = 0; serving != ticket; spins++) {
            refuseDamaged(ticket, serving);
            pause(spins);
            serving = memory.getIntAcquire(SERVING); // SERVE
        }
    }

    @Override
    public boolean tryLock() {
        int ticket = memory.getIntAcquire(SERVING); // SERVE
        int next = memory.getIntAcquire(NEXT); // TICKET
        if (next != ticket) {
            // Between the two loads any number may have come and gone, but then another is served.
            if (memory.getIntAcquire(SERVING) == ticket) { // SERVE
                refuseDamaged(next, ticket);
            }
            return false;
        }
        if (!memory.compareAndSetInt(NEXT, ticket, ticket + 1)) { // TICKET
            return false;
        }
        // At once, unless this thread was stopped above while all 2^32 tickets were given out.
        awaitTurn(ticket);
        return true;
    }

    /**
     * Gives the lock up, to the next in line if there is one.
     *
     * @throws IllegalMonitorStateException if nobody holds it
     */
    @Override
    public void unlock() {
        // RACE: none for its holder, which alone changes SERVING; NEXT has passed it for good.
        int serving = memory.getIntOpaque(SERVING); // RACE
        int next = memory.getIntOpaque(NEXT); // RACE
        if (next == serving) {
            throw notLocked();
        }
        refuseDamaged(next, serving);
        memory.putIntRelease(SERVING, serving + 1); // SERVE
    }

    /** Says which tickets the word holds, for a person. */
    @Override
    public String toString() {
        int next = memory.getIntOpaque(NEXT); // RACE
        int serving = memory.getIntOpaque(SERVING); // RACE
        return "TicketLock(offset="
                + offset
                + ", next="
                + Integer.toUnsignedString(next)
                + ", serving="
                + Integer.toUnsignedString(serving)
                + ")";
    }

    private void refuseDamaged(int ticket, int serving) {
        int ahead = ticket - serving;
        if (ahead < 0 || ahead > MOST_TICKETS) {
            throw new IllegalStateException(
                    "the ticket lock at offset="
                            + offset
                            + " serves ticket="
                            + Integer.toUnsignedString(serving)
                            + " while ticket="
                            + Integer.toUnsignedString(ticket)
                            + " is out or next: something else was written there");
        }
    }
}
