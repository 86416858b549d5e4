package io.sluice.futex;

import io.sluice.core.AgronaAccess;
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

    private final long entry;
    RobustList recent = RobustList.NONE; // by any thread; RACE: each sees whole ones

    OwnedMutex(AtomicBuffer buffer, int offset, int kind, long entryBit, Runnable repair) {
        super(repair);
        PthreadMutexLayout.check(buffer, offset, kind);
        this.buffer = buffer;
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
        RobustList list = begin();
        int taken = tryTake(list);
        return taken == BUSY ? acquireContended(list, false) : finish(list, taken);
    }

    private Acquisition acquireContended(RobustList list, boolean hasSlept) {
        int taken = BUSY;
        try {
            taken = takeContended(list, hasSlept);
        } finally {
            if (taken == BUSY) {
                list.end(); // it throws
            }
        }
        return finish(list, taken);
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
        int taken = tryTake(list);
        if (taken == BUSY) {
            list.end();
            return Acquisition.TIMED_OUT;
        }
        return finish(list, taken);
    }

    @Override
    final Acquisition acquireUntil(long deadlineNs) throws InterruptedException {
        throwIfInterrupted();
        RobustList list = begin();
        int taken = tryTake(list);
        if (taken == BUSY) {
            try {
                taken = takeContendedUntil(list, deadlineNs);
            } finally {
                if (taken == BUSY) {
                    list.end();
                }
            }
        }
        return taken == BUSY ? Acquisition.TIMED_OUT : finish(list, taken);
    }

    /** As {@link #lock}, after a sleep at the word or one that may have been moved there. */
    final void lockHavingSlept() {
        boolean unused = repairIfOwnerDied(acquireContended(begin(), true));
    }

    private RobustList begin() {
        RobustList list = list();
        list.requireRoom();
        list.begin(entry);
        return list;
    }

    private Acquisition finish(RobustList list, int taken) {
        if (isLost()) {
            release(list, true);
            list.end();
            return Acquisition.NOT_RECOVERABLE;
        }
        boolean ownerDied = taken == TAKEN_FROM_DEAD;
        int owner = ownerDied ? PthreadMutexLayout.INCONSISTENT : list.tid;
        buffer.putInt(offset + PthreadMutexLayout.OWNER, owner);
        buffer.putInt(offset + PthreadMutexLayout.COUNT, 1);
        buffer.putInt(offset + PthreadMutexLayout.USERS, 1);
        list.add(entry, buffer);
        list.end();
        return ownerDied ? Acquisition.OWNER_DIED : Acquisition.ACQUIRED;
    }

    @Override
    public final void makeConsistent() {
        RobustList list = requireHeld();
        int owner = buffer.getInt(offset + PthreadMutexLayout.OWNER);
        if (owner != PthreadMutexLayout.INCONSISTENT) {
            throw new IllegalStateException(
                    "owner=" + owner + ": no holder died before this one, or it was said already");
        }
        buffer.putIntRelease(offset + PthreadMutexLayout.OWNER, list.tid); // WHOLE
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
        boolean removed = false;
        try {
            list.remove(entry);
            removed = true;
        } finally {
            if (!removed) {
                list.end();
            }
        }
        boolean lost =
                buffer.getInt(offset + PthreadMutexLayout.OWNER) == PthreadMutexLayout.INCONSISTENT;
        buffer.putInt(
                offset + PthreadMutexLayout.OWNER, lost ? PthreadMutexLayout.NOT_RECOVERABLE : 0);
        buffer.putInt(offset + PthreadMutexLayout.COUNT, 0);
        buffer.putInt(offset + PthreadMutexLayout.USERS, 0);
        release(list, lost);
        list.end();
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
        return buffer.getInt(offset + PthreadMutexLayout.OWNER)
                == PthreadMutexLayout.NOT_RECOVERABLE;
    }

    final int word() {
        return buffer.getIntVolatile(offset); // RACE: of a moment, but for what the holder did
    }

    static boolean diedIn(int word) {
        return (word & PthreadMutexLayout.OWNER_DIED) != 0;
    }

    private RobustList list() {
        RobustList list = RobustList.ofCurrentThread(recent);
        recent = list;
        return list;
    }

    /** Of a thread that waits for itself. */
    final IllegalStateException heldAlready() {
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
