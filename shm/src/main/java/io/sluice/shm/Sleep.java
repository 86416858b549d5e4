package io.sluice.shm;

import io.sluice.futex.Futex;
import io.sluice.futex.FutexVector;
import java.lang.invoke.VarHandle;

/**
 * How those at one end of a ring sleep, and how the other end wakes them. One object for each who
 * sleeps or wakes.
 *
 * <pre>
 * word    means                              next                            by
 * even    nobody sleeps                      +1: is about to sleep           a sleeper
 * odd     somebody sleeps, or is about to    +1: woken, all of them          a waker
 *                                            +1: does not sleep after all    the only sleeper
 * </pre>
 *
 * <p>It counts, and is no flag: two may sleep on it, and a flag that was cleared by a waker and set
 * again by the second sleeper would let the first fall asleep beside what it is waiting for. {@link
 * SpscLayout} names the edges; {@code docs/models} has the model.
 */
final class Sleep {
    private final Memory memory;
    private final int slept;
    private final int word;
    private final boolean alone;

    private int announced; // by announce, cancel: what the word holds until we are woken

    /**
     * Of those who sleep on a word, and note in another that they ever have.
     *
     * @param alone whether at most one sleeps there at a time
     */
    Sleep(Memory memory, int slept, int word, boolean alone) {
        this.memory = memory;
        this.slept = slept;
        this.word = word;
        this.alone = alone;
    }

    /** Of the consumer of a ring, on a message. */
    static Sleep onMessages(Memory memory) {
        return new Sleep(memory, SpscLayout.SLEPT, SpscLayout.SLEEPING, true);
    }

    /** Of the producers of a ring, on room. */
    static Sleep onRoom(Memory memory) {
        return new Sleep(memory, SpscLayout.ROOM_SLEPT, SpscLayout.ROOM_SLEEPING, false);
    }

    /** Waker, after it stored what is waited for: one load while nobody has ever slept. */
    void wake() {
        if (memory.getIntOpaque(slept) != 0) { // SLEPT
            wakeWhoMaySleep();
        }
    }

    private void wakeWhoMaySleep() {
        VarHandle.fullFence(); // SLEEP
        int found = memory.getIntOpaque(word); // SLEEP
        if (isAnnounced(found) && memory.compareAndSetInt(word, found, found + 1)) { // SLEEP
            interrupt();
        }
    }

    /** Sleeper: before it looks for the last time. */
    void announce() {
        if (memory.getIntOpaque(slept) == 0) { // SLEPT
            memory.putIntRelease(slept, 1); // SLEPT
        }
        int found = memory.getIntOpaque(word); // SLEEP
        announced = found | 1;
        if (found != announced) {
            // Refused, another has announced, or been woken since: then the kernel refuses to
            // sleep.
            boolean unused = memory.compareAndSetInt(word, found, announced); // SLEEP
        }
        VarHandle.fullFence(); // SLEEP
    }

    /** Sleeper: adds the word on which it sleeps until it is woken. */
    void addTo(FutexVector vector) {
        vector.add(memory.buffer(), word, announced);
    }

    /** Sleeper: does not sleep, or no longer. Where others may, somebody will wake them in vain. */
    void cancel() {
        if (alone && isAnnounced(announced)) {
            boolean unused = memory.compareAndSetInt(word, announced, announced + 1); // SLEEP
        }
        announced = 0;
    }

    /** Ends the sleeps there are, for whatever reason. */
    void interrupt() {
        Futex.wake(memory.buffer(), word, Integer.MAX_VALUE);
    }

    static boolean isAnnounced(int word) {
        return (word & 1) != 0;
    }
}
