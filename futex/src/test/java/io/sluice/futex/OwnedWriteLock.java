package io.sluice.futex;

import java.util.concurrent.locks.Lock;
import org.agrona.concurrent.AtomicBuffer;

/** A writer; of those who wait one reads and one writes. */
@SuppressWarnings("LockNotBeforeTry")
final class OwnedWriteLock extends Owned {
    private static final int WRITERS = 4;

    private final ReadWriteMutex mutex = new ReadWriteMutex(memory, 0);

    OwnedWriteLock(AtomicBuffer memory) {
        super(memory);
    }

    @Override
    void own() {
        mutex.writeLock().lock();
    }

    @Override
    void giveUp() {
        mutex.writeLock().unlock();
    }

    /** It may have given up one word of two. */
    @Override
    void giveUpForTheDead() {
        if (memory.getIntVolatile(0) != ReadWriteMutex.FREE) {
            giveUp();
        } else {
            new Mutex(memory, WRITERS).unlock();
        }
    }

    @Override
    void await(boolean interruptibly) throws InterruptedException {
        Lock lock = interruptibly ? mutex.readLock() : mutex.writeLock();
        lock.lockInterruptibly();
        lock.unlock();
    }

    @Override
    boolean tryOwn() {
        return mutex.writeLock().tryLock();
    }

    @Override
    boolean isOwned() {
        return memory.getIntVolatile(WRITERS) != Mutex.FREE;
    }

    @Override
    int sleepers() {
        return super.sleepers() + FutexTest.sleepers(memory, WRITERS);
    }
}
