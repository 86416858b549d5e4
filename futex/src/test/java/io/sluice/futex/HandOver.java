package io.sluice.futex;

import org.agrona.concurrent.AtomicBuffer;

/** Numbers that go from some threads to others, through memory and by what makes them wait. */
interface HandOver {
    /** What {@link #take} returns when its time has passed. */
    long NONE = -1;

    /** Numbers that may be under way. */
    int CAPACITY = 3;

    /** Hands one over. Returns whether it did so in time. */
    boolean put(long message, long timeoutNs) throws InterruptedException;

    /** Takes the next. */
    long take(long timeoutNs) throws InterruptedException;

    /** The numbers under way, for whoever is alone with an end of them. */
    final class Slots {
        static final int LENGTH = (2 + CAPACITY) * Long.BYTES;

        private final AtomicBuffer memory;
        private final int offset;

        Slots(AtomicBuffer memory, int offset) {
            this.memory = memory;
            this.offset = offset;
        }

        private int next(int end) {
            long position = memory.getLong(offset + end);
            memory.putLong(offset + end, position + 1);
            return offset + 2 * Long.BYTES + (int) (position % CAPACITY) * Long.BYTES;
        }

        void add(long message) {
            memory.putLong(next(0), message);
        }

        long remove() {
            return memory.getLong(next(Long.BYTES));
        }

        /** How many there are; for who is alone with both ends. */
        long size() {
            return memory.getLong(offset) - memory.getLong(offset + Long.BYTES);
        }
    }
}
