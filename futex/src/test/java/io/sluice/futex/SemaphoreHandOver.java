package io.sluice.futex;

import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AtomicBuffer;

/** By a semaphore for each end, and one for whose turn it is there. */
record SemaphoreHandOver(
        Semaphore room, Semaphore putTurn, Semaphore messages, Semaphore takeTurn, Slots slots)
        implements HandOver {
    static HandOver on(AtomicBuffer memory) {
        return new SemaphoreHandOver(
                new Semaphore(memory, 0),
                new Semaphore(memory, 64),
                new Semaphore(memory, 128),
                new Semaphore(memory, 192),
                new Slots(memory, 512));
    }

    /** Gives the permits that there are in the beginning. */
    static void make(AtomicBuffer memory) {
        new Semaphore(memory, 0).release(CAPACITY);
        new Semaphore(memory, 64).release();
        new Semaphore(memory, 192).release();
    }

    @Override
    public boolean put(long message, long timeoutNs) throws InterruptedException {
        if (!room.tryAcquire(timeoutNs, TimeUnit.NANOSECONDS)) {
            return false;
        }
        putTurn.acquireUninterruptibly();
        slots.add(message);
        putTurn.release();
        messages.release();
        return true;
    }

    @Override
    public long take(long timeoutNs) throws InterruptedException {
        if (!messages.tryAcquire(timeoutNs, TimeUnit.NANOSECONDS)) {
            return NONE;
        }
        takeTurn.acquireUninterruptibly();
        long message = slots.remove();
        takeTurn.release();
        room.release();
        return message;
    }
}
