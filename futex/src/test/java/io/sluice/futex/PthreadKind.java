package io.sluice.futex;

import java.util.Locale;
import org.agrona.concurrent.AtomicBuffer;

/** What lies at the beginning of memory. */
enum PthreadKind {
    ROBUST,
    PRIORITY;

    void initialize(AtomicBuffer memory) {
        if (this == ROBUST) {
            RobustMutex.initialize(memory, 0);
        } else {
            PiMutex.initialize(memory, 0);
        }
    }

    OwnedMutex attach(AtomicBuffer memory) {
        return this == ROBUST
                ? new RobustMutex(memory, 0, () -> {})
                : new PiMutex(memory, 0, () -> {});
    }

    String initializeInC() {
        return "init " + name().toLowerCase(Locale.ROOT);
    }

    int inC() {
        return this == ROBUST ? PthreadMutexLayout.ROBUST : PthreadMutexLayout.PRIORITY;
    }
}
