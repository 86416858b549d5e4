package io.sluice.shm;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** A named lock whose holder writes down who it is, and since when. */
final class RecordedLock implements Lock {
    private final Lock lock;
    private final HolderRecord record;

    RecordedLock(Lock lock, HolderRecord record) {
        this.lock = lock;
        this.record = record;
    }

    @Override
    public void lock() {
        int tid = HolderRecord.currentTid();
        lock.lock();
        record.write(tid);
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        int tid = HolderRecord.currentTid();
        lock.lockInterruptibly();
        record.write(tid);
    }

    @Override
    public boolean tryLock() {
        return written(HolderRecord.currentTid(), lock.tryLock());
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return written(HolderRecord.currentTid(), lock.tryLock(time, unit));
    }

    private boolean written(int tid, boolean locked) {
        if (locked) {
            record.write(tid);
        }
        return locked;
    }

    @Override
    public void unlock() {
        record.clear(HolderRecord.currentTid());
        lock.unlock();
    }

    @Override
    public Condition newCondition() {
        return lock.newCondition();
    }

    @Override
    public String toString() {
        return "recorded " + lock;
    }
}
