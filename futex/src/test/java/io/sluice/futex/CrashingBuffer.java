package io.sluice.futex;

import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Memory that stops whoever uses it at its n-th access: that access, and none after it, does not
 * happen. A system call on a word is one step, before which its address is asked for.
 */
final class CrashingBuffer extends UnsafeBuffer {
    /** The participant is dead. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** A compare-and-set that took place. */
    record Change(int from, int to) {}

    private final List<Change> changes = new ArrayList<>(); // by the participant
    private int survivedAccesses = Integer.MAX_VALUE;

    /** The participant lives until it is {@link #arm}ed. */
    CrashingBuffer(DirectBuffer memory) {
        super(memory);
    }

    /** From now on it dies instead of its access number {@code n}, from 0. */
    void arm(int n) {
        survivedAccesses = n;
    }

    /** What it did, but for system calls; for those who know that it is done. */
    List<Change> changes() {
        return changes;
    }

    /** The calling thread's list, whose links are such accesses too. */
    RobustList list() {
        RobustList own = RobustList.ofCurrentThread();
        return new RobustList(own.thread, own.tid, own.head) {
            @Override
            void put(long address, long value) {
                access();
                super.put(address, value);
            }
        };
    }

    private void access() {
        if (survivedAccesses == 0) {
            throw new Crash();
        }
        survivedAccesses--;
    }

    @Override
    public long addressOffset() {
        access();
        return super.addressOffset();
    }

    @Override
    public int getIntVolatile(int index) {
        access();
        return super.getIntVolatile(index);
    }

    @Override
    public int getIntAcquire(int index) {
        access();
        return super.getIntAcquire(index);
    }

    @Override
    public int getIntOpaque(int index) {
        access();
        return super.getIntOpaque(index);
    }

    @Override
    public int getInt(int index) {
        access();
        return super.getInt(index);
    }

    @Override
    public long getLongVolatile(int index) {
        access();
        return super.getLongVolatile(index);
    }

    @Override
    public boolean compareAndSetInt(int index, int expected, int value) {
        access();
        boolean isSet = super.compareAndSetInt(index, expected, value);
        if (isSet) {
            changes.add(new Change(expected, value));
        }
        return isSet;
    }

    @Override
    public boolean compareAndSetLong(int index, long expected, long value) {
        access();
        return super.compareAndSetLong(index, expected, value);
    }

    @Override
    public int getAndAddInt(int index, int delta) {
        access();
        return super.getAndAddInt(index, delta);
    }

    @Override
    public int getAndSetInt(int index, int value) {
        access();
        return super.getAndSetInt(index, value);
    }

    @Override
    public void putInt(int index, int value) {
        access();
        super.putInt(index, value);
    }

    @Override
    public void putIntRelease(int index, int value) {
        access();
        super.putIntRelease(index, value);
    }

    @Override
    public void putIntVolatile(int index, int value) {
        access();
        super.putIntVolatile(index, value);
    }

    @Override
    public void putLong(int index, long value) {
        access();
        super.putLong(index, value);
    }

    @Override
    public void putLongRelease(int index, long value) {
        access();
        super.putLongRelease(index, value);
    }

    @Override
    public void putLongVolatile(int index, long value) {
        access();
        super.putLongVolatile(index, value);
    }
}
