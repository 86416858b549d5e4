package io.sluice.futex;

import io.sluice.core.AgronaAccess;
import io.sluice.core.contract.OtherThread;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Timeout;

/** Kills a participant at each of its accesses in turn, in fresh memory each time. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class CrashSweep {
    private static final int SURVIVED_IN_A_ROW = 5; // the accesses are not the same every time
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(30);

    static {
        AgronaAccess.ensureOpen();
    }

    final UnsafeBuffer memory = new UnsafeBuffer(ByteBuffer.allocateDirect(256));

    /** What a participant does. */
    interface Action {
        void run() throws Exception;
    }

    /** One life. Returns whether the participant died in it. */
    interface Life {
        boolean isCutAt(int n) throws Exception;
    }

    /** A thread of one, which says whether it is dead when it is done. */
    static final class Participant {
        private final CountDownLatch done = new CountDownLatch(1);
        private final OtherThread<Boolean> thread;

        Participant(Action action) {
            thread =
                    OtherThread.start(
                            () -> {
                                try {
                                    return dies(action);
                                } finally {
                                    done.countDown();
                                }
                            });
        }

        boolean isDone() {
            return done.getCount() == 0;
        }

        boolean died() throws Exception {
            return thread.get();
        }

        void interrupt() {
            thread.interrupt();
        }
    }

    void sweep(Life life) throws Exception {
        int survived = 0;
        for (int n = 0; survived < SURVIVED_IN_A_ROW; n++) {
            memory.setMemory(0, memory.capacity(), (byte) 0);
            try {
                survived = life.isCutAt(n) ? 0 : survived + 1;
            } catch (AssertionError | Exception e) {
                String words = memory.getIntVolatile(0) + ", " + memory.getIntVolatile(8);
                throw new AssertionError("killed at access " + n + ", words=" + words, e);
            }
        }
    }

    /** Whether it is killed in this. */
    static boolean dies(Action action) throws Exception {
        try {
            action.run();
            return false;
        } catch (CrashingBuffer.Crash e) {
            return true;
        }
    }

    static OtherThread<Boolean> survivor(Action action) {
        return OtherThread.start(
                () -> {
                    action.run();
                    return true;
                });
    }

    /** A condition of the test. */
    interface Condition {
        boolean holds() throws Exception;
    }

    static void await(String what, Condition condition) throws Exception {
        long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (!condition.holds()) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError("it never came that " + what);
            }
            TimeUnit.MICROSECONDS.sleep(50);
        }
    }

    int sleepers(int offset) {
        return FutexTest.sleepers(memory, offset);
    }

    void awaitSleepers(int count) throws Exception {
        await(count + " sleep", () -> sleepers(0) == count);
    }
}
