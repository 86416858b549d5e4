package io.sluice.futex;

import com.google.errorprone.annotations.CheckReturnValue;
import io.sluice.core.AgronaAccess;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AtomicBuffer;

/**
 * A condition without a mutex, in a 4-byte word of shared memory: whoever found a structure empty
 * sleeps until somebody says that it changed. Every value is valid; zero is one at which nobody
 * waits.
 *
 * <p>Threads of every process that maps the word may call, each process through one object or
 * several. A virtual thread pins its carrier while it waits.
 *
 * <pre>
 * waiter                                   signaller
 *   int ticket = events.prepare();           change the structure
 *   if (there is nothing)                    events.signal();
 *     events.await(ticket);
 *   in a loop: look again
 * </pre>
 *
 * <p>A ticket that is not waited for needs no return: it costs the next signal a system call.
 *
 * <pre>
 * word   means                  next                                         by
 * even   nobody waits           +1                                           prepare
 * odd    somebody may wait      +2, and one is woken, by one system call     signal
 *                               +1, and all are woken, by one system call    signalAll; signal that
 *                                                                            found nobody asleep
 *
 * edge   from                              to                            so that
 * SLEEP  waiter: word odd; structure       signaller: structure changed; a change that the waiter
 *        as it was, asleep while the       fence; word                   did not see ends its wait
 *        word is the ticket
 * </pre>
 *
 * <p>An addition never makes a word that was a ticket before: clearing the low bit would, since the
 * next prepare sets it again, and a signal between the two adds nothing. So a signal that falls
 * together with another may leave an odd word with nobody waiting, which costs the next one a
 * system call. 2^31 signals between a ticket and the sleep on it would go unseen.
 *
 * <p>The word counts signals and no waiters, so that a waiter's death unbalances nothing. A wait
 * returns after 100 ms by itself, for another look at the structure: so a signaller that is killed
 * after its change and before its signal strands nobody, nor does a woken waiter that is. A waiter
 * that is interrupted throws, and if there was a signal since its ticket, sends one on. {@code
 * docs/models} has the model.
 *
 * <p>Source: D. Vyukov, "Eventcounts" (1024cores.net), with a low bit in place of a count of
 * waiters.
 */
public final class EventCount {
    private static final long SLICE_NS = TimeUnit.MILLISECONDS.toNanos(100);

    static {
        AgronaAccess.ensureOpen();
    }

    private final AtomicBuffer buffer;
    private final int offset;

    /**
     * The event count in the word at {@code offset}, as it is.
     *
     * @throws IllegalArgumentException if the word lies in the Java heap or not at a multiple of 4
     * @throws IndexOutOfBoundsException if it lies outside the buffer
     */
    public EventCount(AtomicBuffer buffer, int offset) {
        long unused = Futex.address(buffer, offset);
        this.buffer = buffer;
        this.offset = offset;
    }

    /** A ticket to wait with, after another look at the structure. */
    @CheckReturnValue
    public int prepare() {
        int found = look();
        while ((found & 1) == 0 && !buffer.compareAndSetInt(offset, found, found + 1)) { // SLEEP
            found = look();
        }
        // The look at the structure is not to come before the bit, whatever the order of its loads.
        VarHandle.fullFence(); // SLEEP
        return found | 1;
    }

    /** As {@link #await(int, long)}, without a deadline. */
    public void await(int ticket) throws InterruptedException {
        boolean unused = await(ticket, Futex.NO_DEADLINE);
    }

    /**
     * Waits for a signal since the ticket was taken, for 100 ms at most, until a deadline.
     *
     * @param deadlineNs on {@link System#nanoTime}'s clock, or {@link Futex#NO_DEADLINE}
     * @return {@code false} if the deadline came; {@code true} if there was a signal, or perhaps
     *     not: look again
     * @throws InterruptedException as {@link FutexVector#await(long)}
     */
    @CheckReturnValue
    public boolean await(int ticket, long deadlineNs) throws InterruptedException {
        try {
            return FutexVector.await(buffer, offset, ticket, deadlineNs);
        } catch (InterruptedException e) {
            sendOn(ticket);
            throw e;
        }
    }

    /** As {@link #await(int)}; an interrupt does not end it, and stays. */
    public void awaitUninterruptibly(int ticket) {
        boolean unused = Futex.await(buffer, offset, ticket, Futex.deadlineIn(SLICE_NS));
    }

    /** Of one who was interrupted, and may have been woken in another's place. */
    private void sendOn(int ticket) {
        if (look() != ticket) {
            signal();
        }
    }

    /** Wakes one who waits: a fence, a load and no system call if nobody may. */
    public void signal() {
        VarHandle.fullFence(); // SLEEP
        if ((look() & 1) != 0 && Futex.addAndWake(buffer, offset, 2, 1) == 0) { // SLEEP
            // Nobody slept, and the next signal need not ask the kernel. Who sleeps by now wakes.
            Futex.addAndWake(buffer, offset, 1, Futex.ALL); // SLEEP
        }
    }

    /** Wakes all who wait: a fence, a load and no system call if nobody may. */
    public void signalAll() {
        VarHandle.fullFence(); // SLEEP
        if ((look() & 1) != 0) {
            Futex.addAndWake(buffer, offset, 1, Futex.ALL); // SLEEP
        }
    }

    private int look() {
        return buffer.getIntVolatile(offset); // SLEEP
    }
}
