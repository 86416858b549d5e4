package io.sluice.futex;

import io.sluice.core.AgronaAccess;
import io.sluice.core.linux.Word;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.agrona.concurrent.AtomicBuffer;

/**
 * A lock in a 4-byte word of shared memory: spins a little, then sleeps. Zero is unlocked, so that
 * attaching is creating.
 *
 * <p>Threads of every process that maps the word may call, each process through one object or
 * several. Uncontended, locking and unlocking are a compare-and-set each. It is not fair: whoever
 * comes may overtake who was woken. A virtual thread pins its carrier while it sleeps.
 *
 * <p>The word does not say who holds the lock. Locking again waits for ever, another thread's
 * unlock is taken for the holder's, and a holder that dies leaves it locked.
 *
 * <pre>
 * word   means                        next                              by
 * 0      free                         1                                 who locks
 *                                     2                                 who locks, having slept
 * 1      locked                       0                                 holder
 *                                     2: is about to sleep, or leaves   waiter
 * 2      locked, somebody may sleep   0, and one is woken, by one       holder
 *                                     system call
 *
 * edge   from                            to                           so that
 * LOCK   holder: what it did; word 0     locker: word 0 to 1 or 2     it sees what was done
 * SLEEP  waiter: word 2, asleep          holder: word no longer 1     who sleeps is woken
 * </pre>
 *
 * <p>The woken one owes the others a wake, since a third may take the word from 0 to 1: it takes
 * the lock with 2, whether or not anybody sleeps; leaving by its deadline, it leaves 2 or takes the
 * lock; leaving by an interrupt, it leaves 2 or wakes the next. If it is killed instead, a sleep
 * ends by itself after 100 ms. {@code docs/models} has the model.
 *
 * <p>Source: U. Drepper, "Futexes Are Tricky", mutex 3, with its store and its wake made one.
 */
public final class Mutex implements Lock {
    static final int FREE = 0;
    static final int LOCKED = 1;
    static final int CONTENDED = 2;

    /**
     * Looks before a waiter sleeps: some microseconds, in which a holder that runs is done. Source:
     * measured, two that contend have it 1.6 times as often as with 40.
     */
    static final int SPINS = 200;

    static final long SLICE_NS = TimeUnit.MILLISECONDS.toNanos(100);

    static {
        AgronaAccess.ensureOpen();
    }

    private final Word memory;
    private final AtomicBuffer buffer;
    private final int offset;

    /**
     * The lock in the word at {@code offset}, as it is.
     *
     * @throws IllegalArgumentException if the word lies in the Java heap or not at a multiple of 4
     * @throws IndexOutOfBoundsException if it lies outside the buffer
     */
    public Mutex(AtomicBuffer buffer, int offset) {
        this.memory = Futex.word(buffer, offset);
        this.buffer = memory.buffer();
        this.offset = offset;
    }

    /**
     * Waits for the lock. An interrupt does not end the wait, and the thread stays interrupted.
     *
     * @throws IllegalStateException if the word holds none of the states
     */
    @Override
    public void lock() {
        if (!memory.compareAndSetInt(0, FREE, LOCKED)) { // LOCK
            lockContended(LOCKED);
        }
    }

    private void lockContended(int taken) {
        boolean locked = takeOrAnnounce(taken);
        while (!locked) {
            boolean unused = Futex.await(buffer, offset, CONTENDED, Futex.deadlineIn(SLICE_NS));
            locked = takeOrAnnounce(CONTENDED);
        }
    }

    /**
     * Waits for the lock.
     *
     * @throws InterruptedException as {@link FutexVector#await(long)}
     * @throws IllegalStateException if the word holds none of the states
     */
    @Override
    public void lockInterruptibly() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (!memory.compareAndSetInt(0, FREE, LOCKED)) { // LOCK
            boolean unused = lockContendedUntil(Futex.NO_DEADLINE);
        }
    }

    /**
     * Takes the lock if it is free.
     *
     * @throws IllegalStateException if the word holds none of the states
     */
    @Override
    public boolean tryLock() {
        if (memory.compareAndSetInt(0, FREE, LOCKED)) { // LOCK
            return true;
        }
        int found = memory.getIntVolatile(0); // RACE: of a moment, as the result is
        if (found < FREE || found > CONTENDED) {
            throw unlisted(found);
        }
        return false;
    }

    /**
     * Waits for the lock for some time.
     *
     * @return {@code false} if the time has passed
     * @throws InterruptedException as {@link FutexVector#await(long)}
     * @throws IllegalStateException if the word holds none of the states
     */
    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return tryLock() || (time > 0 && lockContendedUntil(Futex.deadlineIn(unit.toNanos(time))));
    }

    private boolean lockContendedUntil(long deadlineNs) throws InterruptedException {
        boolean locked = takeOrAnnounce(LOCKED);
        boolean inTime = true;
        while (!locked && inTime) {
            try {
                inTime = FutexVector.await(buffer, offset, CONTENDED, deadlineNs);
            } catch (InterruptedException e) {
                passOn();
                throw e;
            }
            locked = takeOrAnnounce(CONTENDED);
        }
        return locked;
    }

    /** Leaves the word {@code taken}, and is the holder, or leaves it 2. Returns which. */
    private boolean takeOrAnnounce(int taken) {
        if (takeSpinning(taken)) {
            return true;
        }
        int found = memory.getIntVolatile(0); // SLEEP
        while (found != CONTENDED) {
            int next = found == FREE ? taken : CONTENDED;
            if (found != FREE && found != LOCKED) {
                throw unlisted(found);
            }
            if (memory.compareAndSetInt(0, found, next)) { // LOCK, SLEEP
                return found == FREE;
            }
            found = memory.getIntVolatile(0); // SLEEP
        }
        return false;
    }

    /** Looks whether it is free, for a while. Where others sleep it would be in vain. */
    private boolean takeSpinning(int taken) {
        for (int spins = SPINS; spins > 0; spins--) {
            int found = memory.getIntVolatile(0); // SLEEP
            if (found == FREE && memory.compareAndSetInt(0, FREE, taken)) { // LOCK
                return true;
            }
            if (found == CONTENDED) {
                return false;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    /** Of one who was interrupted, and may have been woken besides. */
    private void passOn() {
        if (!announce()) {
            Futex.wake(buffer, offset, 1);
        }
    }

    /** Makes the holder's unlock wake one who sleeps. Returns whether there is a holder. */
    boolean announce() {
        int found = memory.getIntVolatile(0); // SLEEP
        while (found == LOCKED && !memory.compareAndSetInt(0, LOCKED, CONTENDED)) { // SLEEP
            found = memory.getIntVolatile(0); // SLEEP
        }
        return found != FREE;
    }

    /**
     * Gives the lock up, and wakes one who sleeps.
     *
     * @throws IllegalMonitorStateException if nobody holds it
     * @throws IllegalStateException if the word holds none of the states
     */
    @Override
    public void unlock() {
        if (!memory.compareAndSetInt(0, LOCKED, FREE)) { // LOCK, SLEEP
            unlockContended();
        }
    }

    private void unlockContended() {
        int found = memory.getIntVolatile(0); // SLEEP
        if (found == CONTENDED) {
            // While it is held nobody else changes a 2.
            Futex.setAndWake(buffer, offset, FREE, 1); // LOCK, SLEEP
        } else if (found == FREE || found == LOCKED) {
            throw new IllegalMonitorStateException("the lock at offset=" + offset + " was free");
        } else {
            throw unlisted(found);
        }
    }

    /**
     * Refused.
     *
     * @throws UnsupportedOperationException always: a condition needs a word of its own
     */
    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException(
                "a condition needs a word of its own: new CondVar(buffer, offset, mutex)");
    }

    /** As a condition sees it. */
    ConditionMutex forCondition() {
        return new ConditionMutex(buffer, offset) {
            @Override
            void unlock() {
                Mutex.this.unlock();
            }

            @Override
            void lockHavingSlept() {
                lockContended(CONTENDED);
            }

            @Override
            void announce() {
                boolean unused = Mutex.this.announce();
            }

            @Override
            boolean isLeftByTheDead() {
                return false;
            }

            @Override
            void requireHeld() {
                // RACE: of a moment, but for the holder
                if (memory.getIntVolatile(0) == FREE) { // RACE
                    throw new IllegalMonitorStateException("nobody holds the mutex");
                }
            }
        };
    }

    private IllegalStateException unlisted(int found) {
        return new IllegalStateException(
                "word=" + found + " at offset=" + offset + " is no state of a Mutex");
    }
}
