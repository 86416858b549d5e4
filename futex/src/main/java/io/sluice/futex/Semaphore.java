package io.sluice.futex;

import com.google.errorprone.annotations.CheckReturnValue;
import io.sluice.core.AgronaAccess;
import io.sluice.core.linux.Word;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AtomicBuffer;

/**
 * A semaphore in a 4-byte word of shared memory, with the method names of {@link
 * java.util.concurrent.Semaphore}. Zero is one without permits; whoever makes it releases as many
 * as it shall have.
 *
 * <p>Threads of every process that maps the word may call, each process through one object or
 * several. It is not fair: whoever comes may overtake who was woken, and one who wants many permits
 * may wait behind those who want few. A permit that a dead process had taken stays taken. A virtual
 * thread pins its carrier while it waits.
 *
 * <pre>
 * bits 31 to 2  permits, up to 2^28
 * bit  1        MANY: one who wants several may sleep, so that a release wakes all
 * bit  0        ONE: somebody may sleep, so that a release wakes as many as it has permits
 *
 * change                                       by
 * permits less                                 who takes them, by compare-and-set
 * ONE, or MANY and ONE, set                    who finds too few, by compare-and-set, before it sleeps
 * permits more, and sleepers woken             release, by one system call; of more than 511 permits
 *                                              by compare-and-set, then a call
 * permits more                                 release, by compare-and-set, if neither bit is set
 * both bits cleared, and all sleepers woken    release that found nobody asleep, by one system call
 *
 * edge   from                            to                           so that
 * POST   releaser: what it did;          taker: permits less          it sees what was done
 *        permits more
 * SLEEP  waiter: bits set and permits    releaser: word no longer     who sleeps is woken when there
 *        too few, asleep                 without bits                 are enough
 * </pre>
 *
 * <p>No count of sleepers is kept that a dead one could unbalance. A woken one that is killed
 * before it takes leaves permits and sleepers behind; a sleep ends by itself after 100 ms. {@code
 * docs/models} has the model.
 *
 * <p>Source: own design; futex(2), FUTEX_WAKE_OP.
 */
public final class Semaphore {
    /** The most permits there can be. */
    public static final int MAX_PERMITS = 1 << 28;

    static final int ONE = 1;
    static final int MANY = 2;
    static final int PERMIT = 4;

    /** What {@link #takeOrAnnounce} returns when it has taken. */
    static final int TAKEN = -1;

    private static final int LOWEST_BITS = ONE | MANY;

    /**
     * Looks before a waiter sleeps. Source: measured, on two CPUs the turn goes there and back in
     * 0.14 us, with 40 in 42 us; on one CPU in 10 us, with 40 in 8.7 us, with 200 in 16 us.
     */
    private static final int SPINS = 100;

    static {
        AgronaAccess.ensureOpen();
    }

    private final Word memory;
    private final AtomicBuffer buffer;
    private final int offset;

    /**
     * The semaphore in the word at {@code offset}, as it is.
     *
     * @throws IllegalArgumentException if the word lies in the Java heap or not at a multiple of 4
     * @throws IndexOutOfBoundsException if it lies outside the buffer
     */
    public Semaphore(AtomicBuffer buffer, int offset) {
        this.memory = Futex.word(buffer, offset);
        this.buffer = memory.buffer();
        this.offset = offset;
    }

    /** Takes a permit, as {@link #acquire(int)} does. */
    public void acquire() throws InterruptedException {
        acquire(1);
    }

    /**
     * Waits for permits and takes them, all at once.
     *
     * @throws InterruptedException as {@link FutexVector#await(long)}; none is taken then
     * @throws IllegalStateException if the word holds none of the states
     */
    public void acquire(int permits) throws InterruptedException {
        boolean unused = acquireUntil(permits, Futex.NO_DEADLINE);
    }

    /** Takes a permit, as {@link #acquireUninterruptibly(int)} does. */
    public void acquireUninterruptibly() {
        acquireUninterruptibly(1);
    }

    /** As {@link #acquire(int)}; an interrupt does not end the wait, and stays. */
    public void acquireUninterruptibly(int permits) {
        if (!tryAcquire(permits)) {
            int seen = takeOrAnnounce(permits);
            while (seen != TAKEN) {
                boolean unused =
                        Futex.await(buffer, offset, seen, Futex.deadlineIn(Mutex.SLICE_NS));
                seen = takeOrAnnounce(permits);
            }
        }
    }

    /** Takes a permit if there is one. */
    @CheckReturnValue
    public boolean tryAcquire() {
        return tryAcquire(1);
    }

    /**
     * Takes permits if there are as many.
     *
     * @throws IllegalStateException if the word holds none of the states
     */
    @CheckReturnValue
    public boolean tryAcquire(int permits) {
        requireNotNegative(permits);
        int found = look();
        while (permits(found) >= permits) {
            if (exchange(found, found - permits * PERMIT)) {
                return true;
            }
            found = look();
        }
        return false;
    }

    /** Waits for a permit for some time, as {@link #tryAcquire(int, long, TimeUnit)} does. */
    @CheckReturnValue
    public boolean tryAcquire(long timeout, TimeUnit unit) throws InterruptedException {
        return tryAcquire(1, timeout, unit);
    }

    /**
     * Waits for permits for some time.
     *
     * @return {@code false} if the time has passed, and none is taken
     * @throws InterruptedException as {@link FutexVector#await(long)}; none is taken then
     * @throws IllegalStateException if the word holds none of the states
     */
    @CheckReturnValue
    public boolean tryAcquire(int permits, long timeout, TimeUnit unit)
            throws InterruptedException {
        return acquireUntil(permits, Futex.deadlineIn(Math.max(0, unit.toNanos(timeout))));
    }

    private boolean acquireUntil(int permits, long deadlineNs) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (tryAcquire(permits)) {
            return true;
        }
        if (deadlineNs - System.nanoTime() <= 0) {
            return false;
        }
        int seen = takeOrAnnounce(permits);
        boolean inTime = true;
        while (seen != TAKEN && inTime) {
            try {
                inTime = FutexVector.await(buffer, offset, seen, deadlineNs);
            } catch (InterruptedException e) {
                passOn();
                throw e;
            }
            seen = takeOrAnnounce(permits);
        }
        return seen == TAKEN;
    }

    /** Takes permits, or makes sure that a release wakes who sleeps. Returns what to sleep on. */
    int takeOrAnnounce(int permits) {
        int spins = SPINS;
        int found = look();
        while (true) {
            boolean enough = permits(found) >= permits;
            int bits = permits > 1 ? LOWEST_BITS : ONE;
            int next = enough ? found - permits * PERMIT : found | bits;
            if (!enough && spins > 0) {
                spins--;
                Thread.onSpinWait();
            } else if (next == found && !enough) {
                return found;
            } else if (exchange(found, next)) {
                return enough ? TAKEN : next;
            }
            found = look();
        }
    }

    /** Of one who was interrupted, and may have been woken for permits that it leaves. */
    private void passOn() {
        int found = look();
        if (permits(found) > 0 && (found & LOWEST_BITS) != 0) {
            Futex.wake(buffer, offset, Futex.ALL);
        }
    }

    /** Gives a permit, as {@link #release(int)} does. */
    public void release() {
        release(1);
    }

    /**
     * Gives permits, and wakes who waits for them: no system call if nobody may sleep. Who gives
     * need not have taken.
     *
     * @throws IllegalArgumentException if there would be more than {@link #MAX_PERMITS}
     * @throws IllegalStateException if the word holds none of the states
     */
    public void release(int permits) {
        requireNotNegative(permits);
        int found = look();
        do {
            if (permits > MAX_PERMITS - permits(found)) {
                throw new IllegalArgumentException(
                        "permits="
                                + permits
                                + " makes more than "
                                + MAX_PERMITS
                                + " with the rest");
            }
            if ((found & LOWEST_BITS) != 0 && permits * PERMIT <= Futex.MAX_OPERAND) {
                releaseContended(found, permits);
                return;
            }
            if (exchange(found, found + permits * PERMIT)) {
                if ((found & LOWEST_BITS) != 0) {
                    Futex.wake(buffer, offset, Futex.ALL); // of more than one call can add
                }
                return;
            }
            found = look();
        } while (true);
    }

    private void releaseContended(int found, int permits) {
        int sleepers = (found & MANY) != 0 ? Futex.ALL : Math.max(1, permits);
        if (Futex.addAndWake(buffer, offset, permits * PERMIT, sleepers) == 0) { // POST, SLEEP
            // Nobody slept, and the next release need not ask the kernel. Who sleeps by now wakes.
            Futex.clearAndWake(buffer, offset, LOWEST_BITS, Futex.ALL); // SLEEP
        } else if (sleepers != Futex.ALL && (look() & MANY) != 0) {
            // Came since the first look, and may have been woken for too few, in another's place.
            Futex.wake(buffer, offset, Futex.ALL);
        }
    }

    /** How many permits there are, at some moment. */
    public int availablePermits() {
        return permits(look());
    }

    /** Takes all permits there are. Returns how many. */
    public int drainPermits() {
        int found = look();
        while (permits(found) > 0 && !exchange(found, found & LOWEST_BITS)) {
            found = look();
        }
        return permits(found);
    }

    private int look() {
        int found = memory.getIntVolatile(0); // SLEEP
        if (found < 0) {
            throw new IllegalStateException(
                    "word=" + found + " at offset=" + offset + " is no state of a Semaphore");
        }
        return found;
    }

    private boolean exchange(int found, int next) {
        return memory.compareAndSetInt(0, found, next); // POST, SLEEP
    }

    private static int permits(int word) {
        return word >> 2;
    }

    private static void requireNotNegative(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException("permits=" + permits + " is negative");
        }
    }
}
