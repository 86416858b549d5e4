package io.sluice.core;

import java.lang.ref.Reference;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.AtomicBuffer;

/**
 * A word of shared memory, or its halves, with the verbs of {@link AtomicBuffer}; an index is
 * relative to it and in bounds.
 *
 * <p>The spin locks go through this and not through the buffer itself, because a buffer may also
 * lie in the heap: the JIT must then assume that a store through it changes any field, and load
 * every one of them again. Source: measured, lock and unlock 5.7 ns through the buffer, 2.9 ns so.
 *
 * <p>Each access keeps the mapping until it is done (RACE: the collector may unmap what nobody is
 * going to use, which interpreted code that has the address already does not count as).
 */
@SuppressWarnings("ReachabilityFenceUsage") // what throws has not touched the memory
final class Word {
    @SuppressWarnings("UnusedVariable") // keeps the mapping alive
    private final AtomicBuffer buffer;

    private final long address;

    Word(AtomicBuffer buffer, int offset, int length) {
        if (buffer.byteArray() != null) {
            throw new IllegalArgumentException("the buffer lies in the Java heap");
        }
        this.buffer = buffer;
        this.address = buffer.addressOffset() + checkedOffset(buffer, offset, length);
    }

    /** Returns the offset of a word that lies in the buffer, at a multiple of its length. */
    static int checkedOffset(AtomicBuffer buffer, int offset, int length) {
        if (offset < 0 || offset > buffer.capacity() - length) {
            throw new IllegalArgumentException(
                    "offset="
                            + offset
                            + " leaves no "
                            + length
                            + " bytes in a buffer of capacity="
                            + buffer.capacity());
        }
        if ((buffer.addressOffset() + offset) % length != 0) {
            throw new IllegalArgumentException(
                    "offset=" + offset + " does not lead to a multiple of " + length);
        }
        return offset;
    }

    int getIntOpaque(int index) {
        int found = UnsafeApi.getIntOpaque(null, address + index); // VERB
        Reference.reachabilityFence(this); // RACE
        return found;
    }

    int getIntAcquire(int index) {
        int found = UnsafeApi.getIntAcquire(null, address + index); // VERB
        Reference.reachabilityFence(this); // RACE
        return found;
    }

    void putIntRelease(int index, int value) {
        UnsafeApi.putIntRelease(null, address + index, value); // VERB
        Reference.reachabilityFence(this); // RACE
    }

    boolean compareAndSetInt(int index, int expected, int value) {
        boolean isSet = UnsafeApi.compareAndSetInt(null, address + index, expected, value); // VERB
        Reference.reachabilityFence(this); // RACE
        return isSet;
    }

    int getAndAddInt(int index, int delta) {
        int found = UnsafeApi.getAndAddInt(null, address + index, delta); // VERB
        Reference.reachabilityFence(this); // RACE
        return found;
    }
}
