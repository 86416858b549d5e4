package io.sluice.futex;

import com.google.errorprone.annotations.CheckReturnValue;
import io.sluice.core.AgronaAccess;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AtomicBuffer;

/**
 * A gate that opens when a count comes to zero, in a 4-byte word of shared memory, with the method
 * names of {@link java.util.concurrent.CountDownLatch}. It opens once and stays open.
 *
 * <p>Zero is a latch that has no count yet, and is closed: were it open, whoever came before its
 * maker would walk through. So its processes may start in any order. The first that attaches with a
 * count gives it, and those who only wait need not know it.
 *
 * <p>Threads of every process that maps the word may call, each process through one object or
 * several. The word does not say who has counted down: of one that dies before it does, the others
 * wait. A virtual thread pins its carrier while it waits.
 *
 * <pre>
 * bits 31 to 2  the count, up to 2^29 - 1; bit 31 is 0
 * bit  1        GIVEN: there is a count
 * bit  0        ASLEEP: somebody may sleep
 *
 * word          means                next                                      by
 * 0, 1          no count yet         the count, GIVEN, ASLEEP as it was        who attaches with one
 * 4n+2, 4n+3    n are missing        4 less                                    countDown
 * 6             one is missing       2                                         countDown
 * 7             one is missing       2, and all are woken, by one system call  countDown
 * 2             open                 none
 * bit 0 clear   nobody sleeps        ASLEEP set                                who is about to sleep
 *
 * edge   from                             to                          so that
 * OPEN   who counts down: what it did;    waiter: word 2              it sees what all had done
 *        count less
 * SLEEP  waiter: ASLEEP set, asleep       last one: word from 7 to 2  who sleeps is woken
 *        while word is as it was
 * </pre>
 *
 * <p>All are woken, so that nobody woken owes another a wake. A sleep ends by itself after 100 ms
 * nevertheless. {@code docs/models} has the model.
 *
 * <p>Source: own design; futex(2), FUTEX_WAKE_OP.
 */
public final class Latch {
    /** The greatest count. */
    public static final int MAX_COUNT = (1 << 29) - 1;

    static final int ASLEEP = 1;
    static final int GIVEN = 2;
    static final int ONE = 4;
    static final int OPEN = GIVEN;

    private static final int SPINS = 40;

    static {
        AgronaAccess.ensureOpen();
    }

    private final AtomicBuffer buffer;
    private final int offset;

    /**
     * The latch in the word at {@code offset}, as it is: perhaps without a count yet.
     *
     * @throws IllegalArgumentException if the word lies in the Java heap or not at a multiple of 4
     * @throws IndexOutOfBoundsException if it lies outside the buffer
     */
    public Latch(AtomicBuffer buffer, int offset) {
        long unused = Futex.address(buffer, offset);
        this.buffer = buffer;
        this.offset = offset;
    }

    /**
     * The latch in the word at {@code offset}. It gets {@code count} if it has none yet, and keeps
     * its own otherwise, counted down as it is.
     *
     * @param count up to {@link #MAX_COUNT}; 0 opens it
     * @throws IllegalArgumentException if the count is out of range, or as the other constructor
     * @throws IllegalStateException if the word holds none of the states
     */
    public Latch(AtomicBuffer buffer, int offset, int count) {
        this(buffer, offset);
        if (count < 0 || count > MAX_COUNT) {
            throw new IllegalArgumentException(
                    "count=" + count + " is not between 0 and " + MAX_COUNT);
        }
        // A count of 0 is one that is counted down at once, for the sake of who sleeps already.
        if (give(Math.max(1, count)) && count == 0) {
            countDown();
        }
    }

    private boolean give(int count) {
        int found = look();
        while ((found & GIVEN) == 0) {
            if (exchange(found, count * ONE | GIVEN | found)) {
                return true;
            }
            found = look();
        }
        return false;
    }

    /**
     * Waits until the latch is open.
     *
     * @throws InterruptedException as {@link FutexVector#await(long)}
     * @throws IllegalStateException if the word holds none of the states
     */
    public void await() throws InterruptedException {
        boolean unused = awaitUntil(Futex.NO_DEADLINE);
    }

    /**
     * Waits until the latch is open, for some time.
     *
     * @return {@code false} if the time has passed
     * @throws InterruptedException as {@link FutexVector#await(long)}
     * @throws IllegalStateException if the word holds none of the states
     */
    @CheckReturnValue
    public boolean await(long timeout, TimeUnit unit) throws InterruptedException {
        return awaitUntil(Futex.deadlineIn(Math.max(0, unit.toNanos(timeout))));
    }

    private boolean awaitUntil(long deadlineNs) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (look() == OPEN) {
            return true;
        }
        if (deadlineNs - System.nanoTime() <= 0) {
            return false;
        }
        int word = announce();
        boolean inTime = true;
        while (word != OPEN && inTime) {
            inTime = FutexVector.await(buffer, offset, word, deadlineNs);
            word = announce();
        }
        return word == OPEN;
    }

    /** Makes sure that the last countDown wakes who sleeps. Returns what to sleep on, or 2. */
    int announce() {
        int found = spin();
        while (found != OPEN && (found & ASLEEP) == 0) {
            if (exchange(found, found | ASLEEP)) {
                return found | ASLEEP;
            }
            found = look();
        }
        return found;
    }

    /** Looks until it is open, for a while. Where others sleep it would be in vain. */
    private int spin() {
        int found = look();
        for (int spins = SPINS; spins > 0 && found != OPEN && (found & ASLEEP) == 0; spins--) {
            Thread.onSpinWait();
            found = look();
        }
        return found;
    }

    /**
     * Counts down by one, and opens the latch if that was the last. Does nothing if it is open.
     *
     * @throws IllegalStateException if it has no count yet, or the word holds none of the states
     */
    public void countDown() {
        int found = look();
        while (found != OPEN) {
            if ((found & GIVEN) == 0) {
                throw new IllegalStateException("the latch at offset=" + offset + " has no count");
            }
            if (found == (ONE | GIVEN | ASLEEP)) {
                // From here the word only opens, whoever else counts down.
                Futex.setAndWake(buffer, offset, OPEN, Futex.ALL); // OPEN, SLEEP
                return;
            }
            if (exchange(found, found - ONE)) {
                return;
            }
            found = look();
        }
    }

    /** How many are missing, at some moment; -1 if it has no count yet. */
    public long getCount() {
        int found = look();
        return (found & GIVEN) == 0 ? -1 : found / ONE;
    }

    private int look() {
        int found = buffer.getIntVolatile(offset); // OPEN, SLEEP
        boolean counts = (found & GIVEN) != 0 && found >= OPEN && found != (OPEN | ASLEEP);
        if (!counts && found != 0 && found != ASLEEP) {
            throw new IllegalStateException(
                    "word=" + found + " at offset=" + offset + " is no state of a Latch");
        }
        return found;
    }

    private boolean exchange(int found, int next) {
        return buffer.compareAndSetInt(offset, found, next); // OPEN, SLEEP
    }
}
