package io.sluice.shm;

import io.sluice.futex.Futex;
import java.lang.invoke.VarHandle;

/** How a producer wakes the consumer of its ring. {@link SpscLayout} names the edges. */
final class Wake {
    private final Memory memory;

    Wake(Memory memory) {
        this.memory = memory;
    }

    /** Call after publishing. One load while no consumer of the ring has ever slept. */
    void consumerThatSleeps() {
        if (memory.getIntOpaque(SpscLayout.SLEPT) != 0) { // SLEPT
            wakeConsumer();
        }
    }

    private void wakeConsumer() {
        VarHandle.fullFence(); // SLEEP
        if (memory.getIntOpaque(SpscLayout.SLEEPING) != 0 // SLEEP
                && memory.compareAndSetInt(SpscLayout.SLEEPING, 1, 0)) { // SLEEP
            Futex.wake(memory.buffer(), SpscLayout.SLEEPING, 1);
        }
    }
}
