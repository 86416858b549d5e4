package io.sluice.shm;

import io.sluice.futex.Futex;
import java.lang.invoke.VarHandle;

/** How the consumer of a ring sleeps and is woken. {@link SpscLayout} names the edges. */
final class Sleep {
    private final Memory memory;

    Sleep(Memory memory) {
        this.memory = memory;
    }

    /** Producer, after publishing: one load while no consumer of the ring has ever slept. */
    void wakeConsumer() {
        if (memory.getIntOpaque(SpscLayout.SLEPT) != 0) { // SLEPT
            wakeConsumerThatMaySleep();
        }
    }

    private void wakeConsumerThatMaySleep() {
        VarHandle.fullFence(); // SLEEP
        if (memory.getIntOpaque(SpscLayout.SLEEPING) != 0 // SLEEP
                && memory.compareAndSetInt(SpscLayout.SLEEPING, 1, 0)) { // SLEEP
            interrupt();
        }
    }

    /** Consumer: before it looks for the last time. */
    void announce() {
        if (memory.getIntOpaque(SpscLayout.SLEPT) == 0) { // SLEPT
            memory.putIntRelease(SpscLayout.SLEPT, 1); // SLEPT
        }
        memory.putIntRelease(SpscLayout.SLEEPING, 1); // SLEEP
        VarHandle.fullFence(); // SLEEP
    }

    /** Consumer: sleeps if it has not been woken since, and returns for whatever reason. */
    void until(long deadlineNs) throws InterruptedException {
        boolean unused = Futex.await(memory.buffer(), SpscLayout.SLEEPING, 1, deadlineNs); // SLEEP
    }

    /** Consumer: is awake. */
    void end() {
        memory.putIntRelease(SpscLayout.SLEEPING, 0); // SLEEP
    }

    /** Ends a sleep from outside, if there is one. */
    void interrupt() {
        Futex.wake(memory.buffer(), SpscLayout.SLEEPING, 1);
    }
}
