package io.sluice.shm;

import org.agrona.concurrent.AtomicBuffer;

/** Memory at whose n-th load, or in the middle of it if it is a copy, others do something. */
final class DisturbedMemory extends Memory {
    private final int quietLoads;
    private final Runnable others;
    private int loads;

    /** Memory that runs {@code others} once, before its load number {@code n}, from 0. */
    DisturbedMemory(int n, AtomicBuffer buffer, Runnable others) {
        super(buffer);
        this.quietLoads = n;
        this.others = others;
    }

    boolean wasDisturbed() {
        return loads > quietLoads;
    }

    private void load() {
        if (loads++ == quietLoads) {
            others.run();
        }
    }

    @Override
    int getIntOpaque(int index) {
        load();
        return super.getIntOpaque(index);
    }

    @Override
    long getLongOpaque(int index) {
        load();
        return super.getLongOpaque(index);
    }

    @Override
    long getLong(int index) {
        load();
        return super.getLong(index);
    }

    @Override
    long getLongAcquire(int index) {
        load();
        return super.getLongAcquire(index);
    }

    @Override
    void copyTo(Memory target, int index, int count) {
        super.copyTo(target, index, count);
        byte[] firstHalf = new byte[count / 2];
        target.buffer().getBytes(0, firstHalf);
        load();
        super.copyTo(target, index, count);
        target.buffer().putBytes(0, firstHalf);
    }
}
