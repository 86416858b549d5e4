package io.sluice.futex;

import org.agrona.concurrent.AtomicBuffer;

/**
 * A lock in shared memory that survives the death of whoever holds it: the kernel frees it, and who
 * gets it next learns of the death and repairs what it guards.
 *
 * <p>Its {@value #LENGTH} bytes are those of a process-shared, robust {@code pthread_mutex_t}: a C
 * program can lock it too, and make it. Threads of every process that maps them may call, each
 * process through one object or several, all in one pid namespace; a thread that ends while it
 * holds it counts as dead. Locking it twice throws, and so does another thread's unlock. It is not
 * fair. A virtual thread is refused, since it changes the kernel's thread while it holds it. A
 * thread keeps mapped what it holds, and what it held last. What ends by a StackOverflowError
 * leaves it as it was, or the thread unable to lock: then its end frees all that it holds.
 *
 * <pre>
 * word           means                      next                           by
 * 0              free                       tid                            who locks
 *                                           WAITERS | tid                  who locks, having slept
 * tid            locked                     0                              holder
 *                                           WAITERS | tid                  waiter, before it sleeps
 *                                           OWNER_DIED                     kernel: holder died
 * WAITERS | tid  locked, somebody may       0, and one is woken, by one    holder
 *                sleep                      system call
 *                                           WAITERS | OWNER_DIED, and one  kernel: holder died
 *                                           is woken
 * OWNER_DIED     free, its holder died      tid                            who locks, for OWNER_DIED
 *
 * edge   from                            to                           so that
 * LOCK   holder: what it did; word 0     locker: word to its tid      it sees what was done
 *        holder: what it did; its death
 * SLEEP  waiter: WAITERS set, asleep     holder or kernel: word no    who sleeps is woken
 *                                        longer tid
 * MADE   maker: all fields, kind         who attaches: kind           it sees what was made
 * WHOLE  holder: repaired, owner set     kernel, after its death      a death after it is not taken
 *                                                                     for one before it
 * </pre>
 *
 * <p>A woken one that is killed while a third holds the lock leaves the others asleep: a sleep ends
 * by itself after 100 ms. {@code docs/models} has the model. The 2,048 that a thread may hold are
 * the kernel's limit.
 *
 * <p>Source: pthread_mutexattr_setrobust(3); the kernel's {@code
 * Documentation/locking/robust-futex-ABI.rst}; glibc's protocol, with its store and its wake made
 * one.
 */
public final class RobustMutex extends OwnedMutex {
    /** Bytes it takes, at a multiple of 8. C's {@code pthread_mutex_t} takes 48 on aarch64. */
    public static final int LENGTH = PthreadMutexLayout.LENGTH;

    /**
     * The mutex at {@code offset}, as it is.
     *
     * @param repair makes whole what the mutex guards; run after a death, by the thread that gets
     *     the mutex next through a method of {@link java.util.concurrent.locks.Lock} or of {@link
     *     CondVar}, and by nobody else meanwhile. It neither unlocks the mutex nor makes it
     *     consistent, and signals all its conditions, since the dead holder may have changed what
     *     others wait for and not yet signalled
     * @throws IllegalStateException if there is no initialized one, or one of another pid namespace
     * @throws IllegalArgumentException if it lies in the Java heap or not at a multiple of 8
     * @throws IndexOutOfBoundsException if it lies outside the buffer
     */
    public RobustMutex(AtomicBuffer buffer, int offset, Runnable repair) {
        super(buffer, offset, PthreadMutexLayout.ROBUST, 0, repair);
    }

    /** Makes a free one of the bytes at {@code offset}, whatever they are. */
    public static void initialize(AtomicBuffer buffer, int offset) {
        PthreadMutexLayout.initialize(buffer, offset, PthreadMutexLayout.ROBUST);
    }

    @Override
    int tryTake(RobustList list) {
        if (exchange(0, list.tid)) { // LOCK
            return TAKEN;
        }
        int found = word();
        while (diedIn(found)) {
            int taken = (found & PthreadMutexLayout.WAITERS) | list.tid;
            if (exchange(found, taken)) { // LOCK
                return TAKEN_FROM_DEAD;
            }
            found = word();
        }
        return BUSY;
    }

    @Override
    int takeContended(RobustList list, boolean hasSlept) {
        int found = takeOrAnnounce(list, hasSlept);
        while (found < 0) {
            boolean unused = Futex.await(buffer, offset, found, Futex.deadlineIn(Mutex.SLICE_NS));
            found = takeOrAnnounce(list, true);
        }
        return found;
    }

    @Override
    int takeContendedUntil(RobustList list, long deadlineNs) throws InterruptedException {
        int found = takeOrAnnounce(list, false);
        boolean inTime = true;
        while (found < 0 && inTime) {
            try {
                inTime = FutexVector.await(buffer, offset, found, deadlineNs);
            } catch (InterruptedException e) {
                passOn();
                throw e;
            }
            found = takeOrAnnounce(list, true);
        }
        return found < 0 ? BUSY : found;
    }

    /**
     * Takes it, or sees to it that its unlock wakes; then returns what to sleep on, below 0; or
     * finds that nobody will have it again.
     */
    private int takeOrAnnounce(RobustList list, boolean hasSlept) {
        int waiters = hasSlept ? PthreadMutexLayout.WAITERS : 0;
        int spins = Mutex.SPINS;
        int found = word();
        while (true) {
            if (found == 0 || diedIn(found)) {
                int next = (found & PthreadMutexLayout.WAITERS) | waiters | list.tid;
                if (exchange(found, next)) { // LOCK
                    return found == 0 ? TAKEN : TAKEN_FROM_DEAD;
                }
            } else if (spins > 0 && isHeldWithoutWaiters(found)) { // else it would be in vain
                spins--;
                Thread.onSpinWait();
            } else {
                if (isLost()) {
                    passOnLoss(hasSlept);
                    return BUSY;
                }
                if ((found & PthreadMutexLayout.TID_MASK) == list.tid) {
                    throw heldAlready(list);
                }
                if (found == PthreadMutexLayout.WAITERS) {
                    throw new IllegalStateException("waited for, and held by nobody: " + this);
                }
                int next = found | PthreadMutexLayout.WAITERS;
                if (next == found || exchange(found, next)) { // SLEEP
                    return next;
                }
            }
            found = word();
        }
    }

    /** C wakes one when it loses it; each whom that woke wakes the others. */
    private void passOnLoss(boolean hasSlept) {
        if (hasSlept) {
            Futex.wake(buffer, offset, Futex.ALL);
        }
    }

    /** Of one who was interrupted, and may have been woken besides. */
    private void passOn() {
        if (!announce()) {
            Futex.wake(buffer, offset, 1);
        }
    }

    /** Makes the holder's unlock wake one who sleeps. Returns whether there is a holder. */
    boolean announce() {
        int found = word();
        while (isHeldWithoutWaiters(found)) {
            int next = found | PthreadMutexLayout.WAITERS;
            found = exchange(found, next) ? next : word(); // SLEEP
        }
        return found != 0 && !diedIn(found);
    }

    private static boolean isHeldWithoutWaiters(int word) {
        return word > 0 && !diedIn(word);
    }

    @Override
    void release(RobustList list, boolean wakesAll) {
        if (!exchange(list.tid, 0)) { // LOCK, SLEEP
            // WAITERS: nobody else changes the word of one that is held.
            Futex.setAndWake(buffer, offset, 0, wakesAll ? Futex.ALL : 1); // LOCK, SLEEP
        }
    }

    /** As a condition sees it. */
    ConditionMutex forCondition() {
        return new ConditionMutex(buffer, offset) {
            @Override
            void unlock() {
                RobustMutex.this.unlock();
            }

            @Override
            void lockHavingSlept() {
                RobustMutex.this.lockHavingSlept();
            }

            @Override
            void announce() {
                boolean unused = RobustMutex.this.announce();
            }

            @Override
            boolean isLeftByTheDead() {
                return diedIn(word()) || isLost();
            }

            @Override
            void requireHeld() {
                RobustMutex.this.requireHeld();
            }
        };
    }
}
