package io.sluice.futex;

import org.agrona.concurrent.AtomicBuffer;
import org.junit.jupiter.api.Nested;

class HandOverTest {
    @Nested
    class BySemaphores extends HandOverContract {
        BySemaphores() {
            SemaphoreHandOver.make(memory);
        }

        @Override
        HandOver attach(AtomicBuffer buffer) {
            return SemaphoreHandOver.on(buffer);
        }
    }

    @Nested
    class ByConditions extends HandOverContract {
        @Override
        HandOver attach(AtomicBuffer buffer) {
            return ConditionHandOver.on(buffer, new Mutex(buffer, 0));
        }
    }

    @Nested
    class ByConditionsOfARobustMutex extends HandOverContract {
        ByConditionsOfARobustMutex() {
            RobustMutex.initialize(memory, 0);
        }

        @Override
        HandOver attach(AtomicBuffer buffer) {
            return ConditionHandOver.on(buffer, new RobustMutex(buffer, 0, () -> {}));
        }
    }

    @Nested
    class ByEventCounts extends HandOverContract {
        @Override
        HandOver attach(AtomicBuffer buffer) {
            return EventHandOver.on(buffer);
        }
    }
}
