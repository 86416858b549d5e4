package io.sluice.futex;

import io.sluice.core.linux.NativeMemory;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/** A mutex that knows its owner, in fresh memory, and a number that it guards. */
public final class OwnedMutexInMemory {
    private static final long SLICE_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final int WAITERS = PthreadMutexLayout.WAITERS;

    private final UnsafeBuffer memory = NativeMemory.allocate(64);
    private final OwnedMutex mutex;
    private int value; // guarded by the mutex
    private volatile long doneNs; // by who unlocks, when it has done so; 0 before

    private OwnedMutexInMemory(boolean robust) {
        if (robust) {
            RobustMutex.initialize(memory, 0);
            mutex = new RobustMutex(memory, 0, () -> {});
        } else {
            PiMutex.initialize(memory, 0);
            mutex = new PiMutex(memory, 0, () -> {});
        }
    }

    /** A {@link RobustMutex}. */
    public static OwnedMutexInMemory robust() {
        return new OwnedMutexInMemory(true);
    }

    /** A {@link PiMutex}. */
    public static OwnedMutexInMemory inheriting() {
        return new OwnedMutexInMemory(false);
    }

    /** Adds one, and returns the sum; unlocks without the kernel if nobody waits. */
    public int increment() {
        mutex.lock();
        try {
            return ++value;
        } finally {
            mutex.unlock();
        }
    }

    /** As {@link #increment}, and seems to be waited for, so that the kernel unlocks. */
    public int incrementWaitedFor() {
        mutex.lock();
        try {
            int found = memory.getIntVolatile(0); // SLEEP
            while (!memory.compareAndSetInt(0, found, found | WAITERS)) { // SLEEP
                found = memory.getIntVolatile(0); // SLEEP
            }
            return ++value;
        } finally {
            mutex.unlock();
            doneNs = System.nanoTime() | 1;
        }
    }

    /** Sleeps until the mutex, a robust one, is free. Returns whether it slept on. */
    public boolean sleepsOn() {
        RobustMutex robust = (RobustMutex) mutex;
        while (robust.announce()) {
            long deadlineNs = System.nanoTime() + SLICE_NS;
            int word = memory.getIntVolatile(0); // SLEEP
            if (word < 0 && !Futex.await(memory, 0, word, deadlineNs)) {
                long done = doneNs;
                if (done != 0 && done - deadlineNs < 0) {
                    return true;
                }
            }
        }
        return false;
    }
}
