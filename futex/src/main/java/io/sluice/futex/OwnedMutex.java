package io.sluice.futex;

import io.sluice.core.AgronaAccess;
import io.sluice.core.linux.Word;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AtomicBuffer;

/**
 * A lock that knows its owner, and that the kernel frees when the owner dies.
 *
 * <p>See {@link PthreadMutexLayout} for the bytes and {@link RobustList} for how the kernel knows.
 */
abstract class OwnedMutex extends RepairingLock {
    /** What the hooks return: the caller holds it. */
    static final int TAKEN = 0;

    /** The caller holds it, after a death. */
    static final int TAKEN_FROM_DEAD = 1;

    /** The caller does not hold it. */
    static final int BUSY = 2;

    static {
        AgronaAccess.ensureOpen();
    }

    final AtomicBuffer buffer;
    final int offset;
    final Word memory;

    private final long entry;
    RobustList recent = RobustList.NONE; // by any thread; RACE: each sees whole ones

    OwnedMutex(AtomicBuffer buffer, int offset, int kind, long entryBit, Runnable repair) {
        super(repair);
        PthreadMutexLayout.check(buffer, offset, kind);
        this.memory = Word.of(buffer, offset, PthreadMutexLayout.LENGTH);
        this.buffer = memory.buffer();
        this.offset = offset;
        this.entry = buffer.addressOffset() + offset + PthreadMutexLayout.NEXT | entryBit;
    }

    /** Tries once. */
    abstract int tryTake(RobustList list);

    /** Waits; {@code hasSlept} if the caller was woken, perhaps in another's place. */
    abstract int takeContended(RobustList list, boolean hasSlept);

    /** Waits until a deadline, for {@link #BUSY}, or an interrupt. */
    abstract int takeContendedUntil(RobustList list, long deadlineNs) throws InterruptedException;

    /** Gives the word up, and wakes one who sleeps, or all. */
    abstract void release(RobustList list, boolean wakesAll);

    @Override
    public final Acquisition acquire() {
        return acquire(false);
    }

    private Acquisition acquire(boolean hasSlept) {
        RobustList list = begin();
        boolean done = false;
        try {
            int taken = hasSlept ? BUSY : tryTake(list);
            Acquisition result =
                    finish(list, taken == BUSY ? takeContended(list, hasSlept) : taken);
            done = true;
            return result;
        } finally {
            endUnless(done, list);
        }
    }

    /** What an Error broke off when the word was taken has to stay pending. */
    private void endUnless(boolean done, RobustList list) {
        if (!done && !isHeldBy(list)) {
            list.end();
        }
    }

    @Override
    public final Acquisition acquire(long time, TimeUnit unit) throws InterruptedException {
        if (time > 0) {
            return acquireUntil(Futex.deadlineIn(unit.toNanos(time)));
        }
        throwIfInterrupted();
        return tryAcquire();
    }

    @Override
    final Acquisition tryAcquire() {
        RobustList list = begin();
        boolean done = false;
        try {
            Acquisition result = finish(list, tryTake(list));
            done = true;
            return result;
        } finally {
            endUnless(done, list);
        }
    }

    @Override
    final Acquisition acquireUntil(long deadlineNs) throws InterruptedException {
        throwIfInterrupted();
        RobustList list = begin();
        boolean done = false;
        try {
            int taken = tryTake(list);
            Acquisition result =
                    finish(list, taken == BUSY ? takeContendedUntil(list, deadlineNs) : taken);
            done = true;
            return result;
        } finally {
            endUnless(done, list);
        }
    }

    /** As {@link #lock}, after a sleep at the word or one that may have been moved there. */
    final void lockHavingSlept() {
        boolean unused = repairIfOwnerDied(acquire(true));
    }

    private RobustList begin() {
        RobustList list = list();
        list.requireRoom();
        list.begin(entry);
        return list;
    }

    private Acquisition finish(RobustList list, int taken) {
        if (taken == BUSY) {
            list.end();
            // A C program that tries one that is not recoverable leaves its id in the word.
            return isLost() ? Acquisition.NOT_RECOVERABLE : Acquisition.TIMED_OUT;
        }
        if (isLost()) {
            release(list, true);
            list.end();
            return Acquisition.NOT_RECOVERABLE;
        }
        boolean ownerDied = taken == TAKEN_FROM_DEAD;
        own(list, ownerDied ? PthreadMutexLayout.INCONSISTENT : list.tid);
        return ownerDied ? Acquisition.OWNER_DIED : Acquisition.ACQUIRED;
    }

    private void own(RobustList list, int owner) {
        putOwnerAndUsers(owner, 1);
        list.add(entry, buffer);
        list.end();
    }

    private void putOwnerAndUsers(int owner, int users) {
        memory.putLong(PthreadMutexLayout.OWNER, (long) users << Integer.SIZE | owner);
    }

    @Override
    public final void makeConsistent() {
        RobustList list = requireHeld();
        int owner = memory.getInt(PthreadMutexLayout.OWNER);
        if (owner != PthreadMutexLayout.INCONSISTENT) {
            throw new IllegalStateException(
                    "owner=" + owner + ": no holder died before this one, or it was said already");
        }
        memory.putIntRelease(PthreadMutexLayout.OWNER, list.tid); // WHOLE
    }

    /**
     * Gives the lock up, and wakes one who sleeps. Held after a death and not made consistent, it
     * becomes not recoverable, for everybody.
     *
     * @throws IllegalMonitorStateException if this thread does not hold it
     * @throws IllegalStateException if another process wrote into the links; the lock stays held
     */
    @Override
    public final void unlock() {
        RobustList list = requireHeld();
        list.begin(entry);
        try {
            list.remove(entry);
        } catch (IllegalStateException e) {
            list.end(); // nothing was changed
            throw e;
        }
        int owner = memory.getInt(PthreadMutexLayout.OWNER);
        // Lost it stays, even if the release breaks off: others may have been told.
        boolean lost = owner == PthreadMutexLayout.INCONSISTENT || isLost();
        putOwnerAndUsers(lost ? PthreadMutexLayout.NOT_RECOVERABLE : 0, 0);
        boolean released = false;
        try {
            release(list, lost);
            released = true;
        } finally {
            if (!released && isHeldBy(list)) {
                own(list, lost ? PthreadMutexLayout.NOT_RECOVERABLE : owner);
            } else {
                list.end();
            }
        }
    }

    /** Whether the calling thread holds it. */
    public final boolean isHeldByCurrentThread() {
        return isHeldBy(list());
    }

    /**
     * The thread that holds it, by the kernel's id for it; 0 if nobody does, or its holder died. Of
     * a moment, unless the caller holds it.
     */
    public final int holderTid() {
        return word() & PthreadMutexLayout.TID_MASK;
    }

    final RobustList requireHeld() {
        RobustList list = list();
        if (!isHeldBy(list)) {
            throw new IllegalMonitorStateException(
                    "thread id " + list.tid + " does not hold the mutex: " + this);
        }
        return list;
    }

    private boolean isHeldBy(RobustList list) {
        return holderTid() == list.tid;
    }

    @Override
    final NotRecoverableException notRecoverable() {
        return new NotRecoverableException(offset);
    }

    /** Once it is, it stays so. */
    final boolean isLost() {
        return memory.getInt(PthreadMutexLayout.OWNER) == PthreadMutexLayout.NOT_RECOVERABLE;
    }

    final int word() {
        // RACE: of a moment, but for what the holder did
        return memory.getIntVolatile(PthreadMutexLayout.WORD); // RACE
    }

    final boolean exchange(int found, int next) {
        return memory.compareAndSetInt(PthreadMutexLayout.WORD, found, next); // LOCK, SLEEP
    }

    static boolean diedIn(int word) {
        return (word & PthreadMutexLayout.OWNER_DIED) != 0;
    }

    private RobustList list() {
        RobustList list = recent;
        if (list.thread != Thread.currentThread()) {
            list = RobustList.ofCurrentThread();
            recent = list;
        }
        return list;
    }

    /** Of a thread that waits for itself. */
    final IllegalStateException heldAlready(RobustList list) {
        list.end();
        return new IllegalStateException("this thread holds the mutex already: " + this);
    }

    static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** Says who holds it, for a person. */
    @Override
    public final String toString() {
        int word = word();
        return getClass().getSimpleName()
                + "(offset="
                + offset
                + ", tid="
                + (word & PthreadMutexLayout.TID_MASK)
                + (diedIn(word) ? ", owner died" : "")
                + ((word & PthreadMutexLayout.WAITERS) != 0 ? ", waiters" : "")
                + ")";
    }
}
