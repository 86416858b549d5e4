package io.sluice.shm;

import java.lang.ref.Reference;
import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The bytes of a segment, with the verbs of {@link AtomicBuffer}. An index must be in bounds, which
 * a ring's arithmetic ensures; assertions check it where they are on, as they are in the tests.
 *
 * <p>A ring's hot path goes through this and not through the buffer itself, because a buffer may
 * also lie in the heap: the JIT must then assume that a store through it changes any field, and
 * load every one of them again. Source: measured; {@code docs/design.md} has the figures.
 *
 * <p>Each access keeps the mapping until it is done (RACE: the collector may unmap what nobody is
 * going to use, which interpreted code that has the address already does not count as).
 *
 * <p>Not final so that a test can stop a process at any of its stores.
 */
@SuppressWarnings("ReachabilityFenceUsage") // what throws has not touched the memory
class Memory {
    private static final int LONGEST_COPY_BY_WORDS = 128;

    private final AtomicBuffer buffer; // keeps the mapping alive
    private final long address;
    private final int length;

    /** The memory of a buffer outside the heap. */
    Memory(AtomicBuffer buffer) {
        if (buffer.byteArray() != null) {
            throw new IllegalArgumentException("the buffer lies in the Java heap");
        }
        this.buffer = buffer;
        this.address = buffer.addressOffset();
        this.length = buffer.capacity();
    }

    /** A part of these bytes. */
    Memory slice(int offset, int count) {
        return new Memory(new UnsafeBuffer(buffer, offset, count));
    }

    /** The same bytes as a buffer. */
    AtomicBuffer buffer() {
        return buffer;
    }

    int getIntOpaque(int index) {
        int found = UnsafeApi.getIntOpaque(null, at(index, Integer.BYTES)); // VERB
        Reference.reachabilityFence(this); // RACE
        return found;
    }

    long getLongOpaque(int index) {
        long found = UnsafeApi.getLongOpaque(null, at(index, Long.BYTES)); // VERB
        Reference.reachabilityFence(this); // RACE
        return found;
    }

    long getLong(int index) {
        long found = UnsafeApi.getLong(at(index, Long.BYTES));
        Reference.reachabilityFence(this); // RACE
        return found;
    }

    long getLongAcquire(int index) {
        long found = UnsafeApi.getLongAcquire(null, at(index, Long.BYTES)); // VERB
        Reference.reachabilityFence(this); // RACE
        return found;
    }

    void putLong(int index, long value) {
        UnsafeApi.putLong(at(index, Long.BYTES), value);
        Reference.reachabilityFence(this); // RACE
    }

    void putLongOpaque(int index, long value) {
        UnsafeApi.putLongOpaque(null, at(index, Long.BYTES), value); // VERB
        Reference.reachabilityFence(this); // RACE
    }

    void putLongRelease(int index, long value) {
        UnsafeApi.putLongRelease(null, at(index, Long.BYTES), value); // VERB
        Reference.reachabilityFence(this); // RACE
    }

    void putIntRelease(int index, int value) {
        UnsafeApi.putIntRelease(null, at(index, Integer.BYTES), value); // VERB
        Reference.reachabilityFence(this); // RACE
    }

    boolean compareAndSetLong(int index, long expected, long value) {
        boolean found =
                UnsafeApi.compareAndSetLong(null, at(index, Long.BYTES), expected, value); // VERB
        Reference.reachabilityFence(this); // RACE
        return found;
    }

    boolean compareAndSetInt(int index, int expected, int value) {
        boolean found =
                UnsafeApi.compareAndSetInt(null, at(index, Integer.BYTES), expected, value); // VERB
        Reference.reachabilityFence(this); // RACE
        return found;
    }

    /** Copies {@code count} bytes out of a buffer of any sort. */
    void putBytes(int index, DirectBuffer source, int offset, int count) {
        long to = at(index, count);
        source.boundsCheck(offset, count);
        byte[] array = source.byteArray();
        long from = source.addressOffset() + offset;
        try {
            if (count > LONGEST_COPY_BY_WORDS) {
                UnsafeApi.copyMemory(array, from, null, to, count);
            } else if (array == null) {
                copyWords(from, to, count);
            } else {
                copyWords(array, from, to, count);
            }
        } finally {
            Reference.reachabilityFence(source); // RACE: the collector might free it while we copy
        }
    }

    /** Copies {@code count} bytes from an index to the beginning of another memory. */
    void copyTo(Memory target, int index, int count) {
        long from = at(index, count);
        long to = target.at(0, count);
        if (count > LONGEST_COPY_BY_WORDS) {
            UnsafeApi.copyMemory(from, to, count);
        } else {
            copyWords(from, to, count);
        }
        Reference.reachabilityFence(target); // RACE
        Reference.reachabilityFence(this); // RACE
    }

    /**
     * The stub behind copyMemory costs more than the words of a short message. The last word
     * overlaps the one before, so that there is no loop over single bytes.
     */
    private static void copyWords(long from, long to, int count) {
        int last = count - Long.BYTES;
        if (last >= 0) {
            for (int i = 0; i < last; i += Long.BYTES) {
                UnsafeApi.putLong(to + i, UnsafeApi.getLong(from + i));
            }
            UnsafeApi.putLong(to + last, UnsafeApi.getLong(from + last));
            return;
        }
        for (int i = 0; i < count; i++) {
            UnsafeApi.putByte(to + i, UnsafeApi.getByte(from + i));
        }
    }

    private static void copyWords(byte[] array, long from, long to, int count) {
        int last = count - Long.BYTES;
        if (last >= 0) {
            for (int i = 0; i < last; i += Long.BYTES) {
                UnsafeApi.putLong(to + i, UnsafeApi.getLong(array, from + i));
            }
            UnsafeApi.putLong(to + last, UnsafeApi.getLong(array, from + last));
            return;
        }
        for (int i = 0; i < count; i++) {
            UnsafeApi.putByte(to + i, UnsafeApi.getByte(array, from + i));
        }
    }

    private long at(int index, int count) {
        assert index >= 0 && index <= length - count
                : "index=" + index + " count=" + count + " length=" + length;
        return address + index;
    }
}
