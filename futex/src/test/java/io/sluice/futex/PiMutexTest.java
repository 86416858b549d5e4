package io.sluice.futex;

import static io.sluice.core.contract.OtherThread.spin;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.core.Affinity;
import io.sluice.core.contract.OtherThread;
import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.NativeMemory;
import io.sluice.core.linux.SystemCall;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

@SuppressWarnings("LockNotBeforeTry")
class PiMutexTest extends OwnerDeathContract {
    private static final int SCHED_FIFO = 1;

    @Override
    void initialize(UnsafeBuffer buffer, int offset) {
        PiMutex.initialize(buffer, offset);
    }

    @Override
    OwnedMutex mutex(UnsafeBuffer buffer, int offset, Runnable repair) {
        return new PiMutex(buffer, offset, repair);
    }

    @Override
    void assertTimesOutOrThrows() {
        assertThrows(
                RuntimeException.class,
                () -> {
                    Acquisition unused = mutex().acquire(A_WHILE_MS, TimeUnit.MILLISECONDS);
                });
    }

    /** The hog would keep the holder from running, and with it who waits, until it is done. */
    @Test
    void whoWaitsLendsTheHolderItsPriority() throws Exception {
        assumeTrue(isFifoAllowed(), "needs CAP_SYS_NICE or an rtprio limit");
        AtomicBoolean hogIsDone = new AtomicBoolean();
        OtherThread<Void> holder =
                OtherThread.start(
                        () -> {
                            runWithPriority(10);
                            attach().lock();
                            awaitWaiter();
                            spin(TimeUnit.MILLISECONDS.toNanos(100));
                            attach().unlock();
                            return null;
                        });
        while (memory.getIntVolatile(OFFSET) == 0) {
            Thread.onSpinWait();
        }
        OtherThread<Boolean> waiter =
                OtherThread.start(
                        () -> {
                            runWithPriority(90);
                            attach().lock();
                            attach().unlock();
                            return hogIsDone.get();
                        });
        awaitWaiter();
        runWithPriorityElsewhere(50, 800, hogIsDone);
        assertFalse(waiter.get());
        holder.get();
    }

    @Test
    void whoWouldCompleteADeadlockIsToldSo() throws Exception {
        mutex(1).lock();
        OtherThread<Void> other =
                OtherThread.start(
                        () -> {
                            mutex(2).lock();
                            mutex(1).lock();
                            mutex(1).unlock();
                            mutex(2).unlock();
                            return null;
                        });
        awaitWaiter();
        IllegalStateException refusal =
                assertThrows(IllegalStateException.class, () -> mutex(2).lock());
        assertTrue(refusal.getMessage().contains("deadlock"), refusal.getMessage());
        assertFalse(mutex(2).isHeldByCurrentThread());
        mutex(1).unlock();
        other.get();
    }

    private void awaitWaiter() {
        while (memory.getIntVolatile(OFFSET) >= 0) {
            Thread.onSpinWait();
        }
    }

    private static void runWithPriorityElsewhere(int priority, long ms, AtomicBoolean isDone)
            throws Exception {
        OtherThread<Void> hog =
                OtherThread.start(
                        () -> {
                            runWithPriority(priority);
                            spin(TimeUnit.MILLISECONDS.toNanos(ms));
                            isDone.set(true);
                            return null;
                        });
        hog.get();
    }

    private static boolean isFifoAllowed() throws Exception {
        return OtherThread.elsewhere(() -> setFifo(10) == 0);
    }

    /** All of them on one CPU. */
    private static void runWithPriority(int priority) {
        assertEquals(0, setFifo(priority)); // first, or the others would not let it run there
        Affinity unused = Affinity.pin(Affinity.current().first());
    }

    private static long setFifo(int priority) {
        UnsafeBuffer parameter = NativeMemory.allocate(Integer.BYTES);
        parameter.putInt(0, priority);
        return Kernel.callKeeping(
                parameter,
                SystemCall.SCHED_SETSCHEDULER,
                0,
                SCHED_FIFO,
                parameter.addressOffset(),
                0);
    }
}
