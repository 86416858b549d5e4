package io.sluice.shm;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Memory that stops whoever uses it at its n-th store: that store, and none after it, happens. */
final class CrashingMemory extends Memory {
    /** The participant is dead. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** The stores of a participant, wherever it stores. */
    private static final class Life {
        private final int survivedStores;
        private int stores;

        Life(int survivedStores) {
            this.survivedStores = survivedStores;
        }

        boolean isOver() {
            return stores >= survivedStores;
        }
    }

    private final Life life;

    /** The memory of a participant that dies instead of its store number {@code n}, from 0. */
    CrashingMemory(int n, AtomicBuffer buffer) {
        this(new Life(n), buffer);
    }

    private CrashingMemory(Life life, AtomicBuffer buffer) {
        super(buffer);
        this.life = life;
    }

    private void store() {
        if (life.isOver()) {
            throw new Crash();
        }
        life.stores++;
    }

    @Override
    Memory slice(int offset, int count) {
        return new CrashingMemory(life, new UnsafeBuffer(buffer(), offset, count));
    }

    @Override
    void putLong(int index, long value) {
        store();
        super.putLong(index, value);
    }

    @Override
    void putLongOpaque(int index, long value) {
        store();
        super.putLongOpaque(index, value);
    }

    @Override
    void putLongRelease(int index, long value) {
        store();
        super.putLongRelease(index, value);
    }

    @Override
    void putIntRelease(int index, int value) {
        store();
        super.putIntRelease(index, value);
    }

    @Override
    boolean compareAndSetLong(int index, long expected, long value) {
        store();
        return super.compareAndSetLong(index, expected, value);
    }

    @Override
    boolean compareAndSetInt(int index, int expected, int value) {
        store();
        return super.compareAndSetInt(index, expected, value);
    }

    /** A copy is many stores: dying in it leaves the first half of the bytes. */
    @Override
    void putBytes(int index, DirectBuffer source, int offset, int count) {
        if (life.isOver()) {
            super.putBytes(index, source, offset, count / 2);
        }
        store();
        super.putBytes(index, source, offset, count);
    }
}
