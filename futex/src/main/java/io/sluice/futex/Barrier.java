package io.sluice.futex;

import io.sluice.core.AgronaAccess;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.agrona.concurrent.AtomicBuffer;

/**
 * A meeting point of a fixed number of parties, again and again, in 12 bytes of shared memory, with
 * the method names and the meaning of {@link java.util.concurrent.CyclicBarrier}, but for an action
 * of the last to arrive. Zero bytes are a barrier that nobody has come to.
 *
 * <p>Threads of every process that maps the bytes may call, each process through one object or
 * several. The bytes do not say who has arrived: of a party that is killed before, the others wait
 * until one of them has a deadline; one that is killed after has arrived. A virtual thread pins its
 * carrier while it waits.
 *
 * <pre>
 * offset  field       what                                            written by           read by
 * 0       state       int, see below                                  parties, with the    parties
 * 4       generation  int, one more when one ends; who waits sleeps   state in one         parties
 *                     here                                            compare-and-set
 * 8       parties     int, 0 until the first party has come           the first, once      parties
 *
 * state          means
 * bits 31 to 16  how the last 16 generations ended, the newest in bit 16: 1 is broken
 * bit  15        BROKEN: nobody may arrive until a reset
 * bits 14 to 0   who has arrived in this generation
 *
 * change                                                by
 * one more has arrived                                  each but the last
 * generation ended, nobody arrived; all are woken       the last to arrive
 * generation ended as broken, BROKEN; all are woken     who is interrupted or out of time
 * generation ended as broken; all are woken             reset, if some had arrived
 * BROKEN cleared                                        reset
 *
 * edge   from                               to                           so that
 * TRIP   party: what it did; one more has   who leaves: generation has   it sees what all had done
 *        arrived, or generation ended       ended
 * SLEEP  waiter: asleep while generation    who ends it: generation      who sleeps is woken
 *        is its own                         changed, wake
 * </pre>
 *
 * <p>The end of a generation is a compare-and-set, and the wake a system call after it: {@code
 * FUTEX_WAKE_OP} compares nothing, and a party may break a generation as another completes it. One
 * killed between the two costs the others the rest of a sleep, which ends by itself after 100 ms;
 * the generation has ended. It is counted by differences, and goes round: one that waits takes part
 * in every generation that is completed, so that only 2^32 resets during its sleep would deceive
 * it. {@code docs/models} has the model.
 *
 * <p>Source: own design.
 */
public final class Barrier {
    /** Bytes it takes, at a multiple of 8. */
    public static final int LENGTH = 12;

    /** The most parties. */
    public static final int MAX_PARTIES = (1 << 15) - 1;

    static final int BROKEN = 1 << 15;
    static final int GENERATION_OFFSET = 4;
    static final int PARTIES_OFFSET = 8;

    private static final int HISTORY_SHIFT = 16;
    private static final int HISTORY_LENGTH = 16;
    private static final int SPINS = 40;

    static {
        AgronaAccess.ensureOpen();
    }

    private final AtomicBuffer buffer;
    private final int offset;
    private final int parties;

    /**
     * The barrier in the 12 bytes at {@code offset}, as it is.
     *
     * @param parties the same for all who attach
     * @throws IllegalArgumentException if others attached with another number; if it is less than 1
     *     or more than {@link #MAX_PARTIES}; if the bytes lie in the Java heap or not at a multiple
     *     of 8
     * @throws IndexOutOfBoundsException if they lie outside the buffer
     */
    public Barrier(AtomicBuffer buffer, int offset, int parties) {
        if (parties < 1 || parties > MAX_PARTIES) {
            throw new IllegalArgumentException(
                    "parties=" + parties + " is not between 1 and " + MAX_PARTIES);
        }
        if (Futex.address(buffer, offset) % Long.BYTES != 0) {
            throw new IllegalArgumentException(
                    "offset=" + offset + " does not lead to a multiple of " + Long.BYTES);
        }
        buffer.boundsCheck(offset, LENGTH);
        if (!buffer.compareAndSetInt(offset + PARTIES_OFFSET, 0, parties)) { // RACE: first is kept
            int found = buffer.getIntVolatile(offset + PARTIES_OFFSET); // RACE: changes once
            if (found != parties) {
                throw new IllegalArgumentException(
                        "parties=" + parties + ", but the barrier has " + found);
            }
        }
        this.buffer = buffer;
        this.offset = offset;
        this.parties = parties;
    }

    /**
     * Arrives, and waits for the others.
     *
     * @return how many were still missing when it arrived: 0 is the last
     * @throws BrokenBarrierException if another was interrupted or out of time, or reset it, since
     *     or before
     * @throws InterruptedException as {@link FutexVector#await(long)}; it breaks the barrier
     * @throws IllegalStateException if the state holds none of those above
     */
    public int await() throws InterruptedException, BrokenBarrierException {
        try {
            return awaitUntil(Futex.NO_DEADLINE);
        } catch (TimeoutException e) {
            throw new IllegalStateException(e); // of a deadline that never comes
        }
    }

    /**
     * As {@link #await()}, for some time.
     *
     * @throws TimeoutException if the time has passed; it breaks the barrier
     */
    public int await(long timeout, TimeUnit unit)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        return awaitUntil(Futex.deadlineIn(Math.max(0, unit.toNanos(timeout))));
    }

    private int awaitUntil(long deadlineNs)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        while (true) {
            long found = look();
            if (isBroken(found)) {
                throw new BrokenBarrierException();
            }
            if (Thread.interrupted()) {
                boolean unused = breakGeneration(generation(found));
                throw new InterruptedException();
            }
            int missing = parties - 1 - arrived(found);
            if (missing == 0) {
                if (end(found, ended(found, 0))) {
                    return 0;
                }
            } else if (exchange(found, found + 1)) {
                awaitEnd(generation(found), deadlineNs);
                return missing;
            }
        }
    }

    private void awaitEnd(int generation, long deadlineNs)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        long found = spin(generation);
        while (generation(found) == generation) {
            try {
                int word = offset + GENERATION_OFFSET;
                boolean inTime = FutexVector.await(buffer, word, generation, deadlineNs);
                if (!inTime && breakGeneration(generation)) {
                    throw new TimeoutException();
                }
            } catch (InterruptedException e) {
                if (breakGeneration(generation)) {
                    throw e;
                }
                Thread.currentThread().interrupt(); // it came after the end
            }
            found = look();
        }
        if (hasBroken(found, generation)) {
            throw new BrokenBarrierException();
        }
    }

    /** Looks until a generation has ended, for a while. */
    private long spin(int generation) {
        long found = look();
        for (int spins = SPINS; spins > 0 && generation(found) == generation; spins--) {
            Thread.onSpinWait();
            found = look();
        }
        return found;
    }

    /** Breaks a generation. Returns false if it has ended. */
    private boolean breakGeneration(int generation) {
        long found = look();
        while (generation(found) == generation) {
            if (end(found, ended(found, 1) | BROKEN)) {
                return true;
            }
            found = look();
        }
        return false;
    }

    private boolean end(long found, long next) {
        if (!exchange(found, next)) {
            return false;
        }
        if (arrived(found) > 0) {
            Futex.wake(buffer, offset + GENERATION_OFFSET, Futex.ALL); // SLEEP
        }
        return true;
    }

    /** Breaks the generation if some have arrived, and lets a broken barrier be used again. */
    public void reset() {
        boolean done = false;
        while (!done) {
            long found = look();
            if (isBroken(found)) {
                done = exchange(found, found & ~BROKEN);
            } else {
                done = arrived(found) == 0 || end(found, ended(found, 1));
            }
        }
    }

    /** Whether it is broken, and was not reset. */
    public boolean isBroken() {
        return isBroken(look());
    }

    /** Of how many parties it is. */
    public int getParties() {
        return parties;
    }

    /** How many have arrived and wait for the others, at some moment. */
    public int getNumberWaiting() {
        return arrived(look());
    }

    /** Generation and state. */
    private long look() {
        long found = buffer.getLongVolatile(offset); // TRIP, SLEEP
        if (arrived(found) >= parties || (isBroken(found) && arrived(found) > 0)) {
            throw new IllegalStateException(
                    "state=" + (int) found + " at offset=" + offset + " is none of a Barrier");
        }
        return found;
    }

    private boolean exchange(long found, long next) {
        return buffer.compareAndSetLong(offset, found, next); // TRIP, SLEEP
    }

    private static long ended(long found, int broken) {
        int history = (((int) found >>> HISTORY_SHIFT) << 1) | broken;
        long next = (long) (generation(found) + 1) << Integer.SIZE;
        return next | ((history << HISTORY_SHIFT) & 0xffff_ffffL);
    }

    /** Whether a generation that has ended did so broken. */
    private static boolean hasBroken(long found, int generation) {
        int ago = generation(found) - generation - 1;
        return ago < 0
                || ago >= HISTORY_LENGTH
                || (((int) found >>> (HISTORY_SHIFT + ago)) & 1) != 0;
    }

    private static int generation(long found) {
        return (int) (found >>> Integer.SIZE);
    }

    private static boolean isBroken(long found) {
        return (found & BROKEN) != 0;
    }

    private static int arrived(long found) {
        return (int) found & MAX_PARTIES;
    }
}
