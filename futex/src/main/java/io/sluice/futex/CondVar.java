package io.sluice.futex;

import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.agrona.concurrent.AtomicBuffer;

/**
 * A condition of a {@link Mutex} or a {@link RobustMutex}, in a 4-byte word of shared memory of its
 * own. Zero is a condition that nobody waits for.
 *
 * <p>Every method is called by the holder of the mutex, which a {@link RobustMutex} checks; of a
 * {@link Mutex} it is checked that somebody holds it. A wait may end without a signal: look at what
 * is waited for again, in a loop. A virtual thread pins its carrier while it waits.
 *
 * <pre>
 * word   means                     next                                    by, holding the mutex
 * even   nobody waits              +1                                      who is about to wait
 * odd    somebody may wait         +2, and one is woken, by one call       signal
 *                                  +1 if the kernel found nobody asleep    signal, after that
 *                                  +1, then all are moved to the mutex     signalAll
 *
 * edge   from                             to                       so that
 * SLEEP  waiter: word odd, mutex free,    signaller: mutex held,   who began to wait before a
 *        asleep while it is as it was     word changed             signal is woken or does not sleep
 * </pre>
 *
 * <p>The word counts signals and no waiters, so that a waiter's death unbalances nothing. A signal
 * whose one waiter died is not lost either: a sleep ends by itself after 100 ms, and who then finds
 * the word changed returns. So after a signal for one all others look again within 100 ms. 2^31
 * signals within one sleep would go unseen. A {@link RobustMutex} whose holder died, perhaps before
 * its signal, is taken and repaired by one who waits if nobody else does so within 100 ms.
 *
 * <p>A waiter that is interrupted throws, and if there was a signal since it began to wait, sends
 * one on. Waits by {@code futex_waitv} are moved as others are ({@code kernel/futex/requeue.c}
 * refuses those of PI futexes only).
 */
public final class CondVar implements Condition {
    private static final long SLICE_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final AtomicBuffer buffer;
    private final int offset;
    private final ConditionMutex mutex;

    /**
     * The condition in the word at {@code offset}, as it is. Every process gives it the same mutex.
     *
     * @throws IllegalArgumentException if the word lies in the Java heap or not at a multiple of 4
     * @throws IndexOutOfBoundsException if it lies outside the buffer
     */
    public CondVar(AtomicBuffer buffer, int offset, Mutex mutex) {
        this(buffer, offset, mutex.forCondition());
    }

    /**
     * As {@link #CondVar(AtomicBuffer, int, Mutex)}, of a mutex that survives its holder. Every
     * wait takes the mutex again as {@link RobustMutex#lock} does: with the repair, if a holder
     * died, and with its exceptions, after which it does not hold it.
     */
    public CondVar(AtomicBuffer buffer, int offset, RobustMutex mutex) {
        this(buffer, offset, mutex.forCondition());
    }

    private CondVar(AtomicBuffer buffer, int offset, ConditionMutex mutex) {
        long unused = Futex.address(buffer, offset);
        this.buffer = buffer;
        this.offset = offset;
        this.mutex = mutex;
    }

    /**
     * Gives the mutex up, waits for a signal, and takes the mutex again.
     *
     * @throws InterruptedException as {@link FutexVector#await(long)}, holding the mutex
     * @throws IllegalMonitorStateException if the caller does not hold the mutex, as far as is
     *     known
     */
    @Override
    public void await() throws InterruptedException {
        boolean unused = releaseAndSleep(Futex.NO_DEADLINE);
    }

    /**
     * As {@link #await()}, for some time.
     *
     * @return the nanoseconds left, zero or less if the time has passed
     */
    @Override
    public long awaitNanos(long timeoutNs) throws InterruptedException {
        long deadlineNs = Futex.deadlineIn(timeoutNs);
        boolean unused = releaseAndSleep(deadlineNs);
        return deadlineNs - System.nanoTime();
    }

    /**
     * As {@link #await()}, for some time.
     *
     * @return {@code false} if the time has passed without a signal
     */
    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return releaseAndSleep(Futex.deadlineIn(unit.toNanos(time)));
    }

    /**
     * As {@link #await()}, for the time that is left to {@code deadline} now: a step of the wall
     * clock during the wait changes nothing.
     *
     * @return {@code false} if the time has passed without a signal
     */
    @Override
    @SuppressWarnings("JavaUtilDate") // the interface's
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        long leftMs = deadline.getTime() - System.currentTimeMillis();
        return releaseAndSleep(Futex.deadlineIn(TimeUnit.MILLISECONDS.toNanos(leftMs)));
    }

    private boolean releaseAndSleep(long deadlineNs) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        int seen = announce();
        mutex.unlock();
        try {
            return sleepAndLock(seen, deadlineNs);
        } catch (InterruptedException e) {
            if (buffer.getIntVolatile(offset) != seen) { // SLEEP
                signal();
            }
            throw e;
        }
    }

    private boolean sleepAndLock(int seen, long deadlineNs) throws InterruptedException {
        try {
            boolean inTime;
            do {
                inTime = FutexVector.await(buffer, offset, seen, deadlineNs);
            } while (inTime && isAsItWas(seen));
            return inTime;
        } finally {
            mutex.lockHavingSlept();
        }
    }

    /**
     * As {@link #await()}, but an interrupt does not end the wait, and the thread stays
     * interrupted.
     */
    @Override
    public void awaitUninterruptibly() {
        int seen = announce();
        mutex.unlock();
        try {
            do {
                boolean unused = Futex.await(buffer, offset, seen, Futex.deadlineIn(SLICE_NS));
            } while (isAsItWas(seen));
        } finally {
            mutex.lockHavingSlept();
        }
    }

    /** Whether there was no signal, and no holder died, perhaps before its signal. */
    private boolean isAsItWas(int seen) {
        return buffer.getIntVolatile(offset) == seen && !mutex.isLeftByTheDead(); // SLEEP
    }

    /** Makes the word odd. Returns it. */
    private int announce() {
        mutex.requireHeld();
        int found = buffer.getIntVolatile(offset); // SLEEP
        while ((found & 1) == 0 && !buffer.compareAndSetInt(offset, found, found + 1)) { // SLEEP
            found = buffer.getIntVolatile(offset); // SLEEP
        }
        return found | 1;
    }

    /**
     * Wakes one who waits: no system call if nobody may.
     *
     * @throws IllegalMonitorStateException if the caller does not hold the mutex, as far as is
     *     known
     */
    @Override
    public void signal() {
        mutex.requireHeld();
        if ((buffer.getIntVolatile(offset) & 1) != 0 // SLEEP
                && Futex.addAndWake(buffer, offset, 2, 1) == 0) { // SLEEP
            // Nobody slept, and who is about to finds the word changed.
            clear();
        }
    }

    /**
     * Lets all who wait take the mutex, one after the other: no system call if nobody may.
     *
     * @throws IllegalMonitorStateException if the caller does not hold the mutex, as far as is
     *     known
     */
    @Override
    public void signalAll() {
        mutex.requireHeld();
        if ((buffer.getIntVolatile(offset) & 1) != 0) { // SLEEP
            // From here on every unlock wakes the next of those that are moved.
            mutex.announce();
            int changed = clear();
            if (mutex.requeue(buffer, offset, changed) < 0) {
                Futex.wake(buffer, offset, Futex.ALL);
            }
        }
    }

    /** Makes the word even. Returns it. */
    private int clear() {
        int found = buffer.getIntVolatile(offset); // SLEEP
        while ((found & 1) != 0 && !buffer.compareAndSetInt(offset, found, found + 1)) { // SLEEP
            found = buffer.getIntVolatile(offset); // SLEEP
        }
        return (found + 1) & ~1;
    }
}
