package io.sluice.shm;

import io.sluice.futex.CondVar;
import io.sluice.futex.RobustMutex;
import java.util.stream.IntStream;
import org.agrona.concurrent.AtomicBuffer;

/** A {@link RobustMutex} and conditions of it, in one segment. {@link Named#monitor} has it. */
public final class Monitor {
    private final RobustMutex mutex;
    private final CondVar[] conditions;

    Monitor(AtomicBuffer buffer, int conditions, Runnable repair) {
        RobustMutex made = new RobustMutex(buffer, NamedLayout.PRIMITIVE, repair);
        this.mutex = made;
        this.conditions =
                IntStream.range(0, conditions)
                        .mapToObj(i -> new CondVar(buffer, NamedLayout.condition(i), made))
                        .toArray(CondVar[]::new);
    }

    /** Held by whoever waits for a condition or signals it. */
    public RobustMutex mutex() {
        return mutex;
    }

    /**
     * One of its conditions, the first of which is 0.
     *
     * @throws IndexOutOfBoundsException if it has no such
     */
    public CondVar condition(int index) {
        return conditions[index];
    }
}
