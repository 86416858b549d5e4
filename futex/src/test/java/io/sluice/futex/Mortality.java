package io.sluice.futex;

import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * How many more accesses to shared memory a thread makes before it dies. It does so by an error
 * that nothing catches, after which nothing it does has an effect; its end is the thread's, which
 * is when the kernel walks its robust list, as it does when a process is killed.
 */
final class Mortality {
    private long accessesLeft; // by the thread that dies
    private boolean dead; // by the thread that dies

    Mortality(long accessesLeft) {
        this.accessesLeft = accessesLeft;
    }

    boolean isDead() {
        return dead;
    }

    private void access() {
        if (dead || accessesLeft-- == 0) {
            dead = true;
            throw new Death();
        }
    }

    /** What the thread dies of. */
    static final class Death extends Error {
        private static final long serialVersionUID = 1L;

        Death() {
            super("killed", null, false, false);
        }
    }

    /** Memory as the thread reaches it. */
    UnsafeBuffer memory(UnsafeBuffer memory) {
        return new Memory(memory.byteBuffer());
    }

    /** The calling thread's list as it reaches it. */
    RobustList list() {
        RobustList own = RobustList.ofCurrentThread();
        return new RobustList(own.thread, own.tid, own.head) {
            @Override
            void put(long address, long value) {
                if (!dead) {
                    access();
                    super.put(address, value);
                }
            }
        };
    }

    private final class Memory extends UnsafeBuffer {
        Memory(ByteBuffer memory) {
            super(memory);
        }

        @Override
        public int getInt(int index) {
            access();
            return super.getInt(index);
        }

        @Override
        public int getIntVolatile(int index) {
            access();
            return super.getIntVolatile(index);
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
        public boolean compareAndSetInt(int index, int expected, int value) {
            access();
            return super.compareAndSetInt(index, expected, value);
        }
    }
}
