package io.sluice.shm;

import io.sluice.core.AgronaAccess;
import io.sluice.futex.FutexVector;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Two who sleep on one word until a flag is set, and who sets it and wakes them. */
public final class SleepersInMemory {
    private static final int FLAG = 0;
    private static final int SLEPT = 128;
    private static final int WORD = 256;
    private static final int LENGTH = 320;

    static {
        AgronaAccess.ensureOpen();
    }

    private final Memory memory = new Memory(new UnsafeBuffer(ByteBuffer.allocateDirect(LENGTH)));
    private final Sleep[] sleeps = new Sleep[3];
    private final FutexVector[] vectors = {new FutexVector(1), new FutexVector(1)};

    /** On which somebody has slept before. */
    public SleepersInMemory() {
        for (int i = 0; i < sleeps.length; i++) {
            sleeps[i] = new Sleep(memory, SLEPT, WORD, false);
        }
        memory.putIntRelease(SLEPT, 1); // SLEPT
    }

    /** Sets the flag and wakes. */
    public void set() {
        memory.putLongRelease(FLAG, 1); // SLEEP
        sleeps[2].wake();
    }

    /** Everything up to the sleep itself. Returns whether the flag is not set. */
    public boolean wouldSleep(int sleeper) {
        sleeps[sleeper].announce();
        sleeps[sleeper].addTo(vectors[sleeper]);
        return memory.getLongAcquire(FLAG) == 0; // SLEEP
    }

    /** Whether the kernel would let one that has called {@link #wouldSleep} sleep now. */
    public boolean sleeps(int sleeper) {
        try {
            return !vectors[sleeper].await(1); // long past
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
