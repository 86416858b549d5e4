package io.sluice.futex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.contract.OtherThread;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

@SuppressWarnings("LockNotBeforeTry")
class RobustMutexTest extends OwnerDeathContract {
    @Override
    void initialize(UnsafeBuffer buffer, int offset) {
        RobustMutex.initialize(buffer, offset);
    }

    @Override
    OwnedMutex mutex(UnsafeBuffer buffer, int offset, Runnable repair) {
        return new RobustMutex(buffer, offset, repair);
    }

    @Test
    void sleeperIsWokenByTheUnlockAndTakesItWithTheWaitersBit() throws Exception {
        attach().lock();
        OtherThread<Integer> waiter =
                OtherThread.start(
                        () -> {
                            attach().lock();
                            int word = memory.getIntVolatile(OFFSET);
                            attach().unlock();
                            return word;
                        });
        FutexTest.awaitSleepers(memory, OFFSET, 1);
        attach().unlock();
        assertEquals(PthreadMutexLayout.WAITERS, waiter.get() & ~PthreadMutexLayout.TID_MASK);
        assertEquals(0, memory.getInt(OFFSET));
    }

    /** What the death of a woken waiter leaves, while a third holds the lock. */
    @Test
    void sleeperThatNobodyWakesGoesOnByItself() throws Exception {
        memory.putIntVolatile(OFFSET, PthreadMutexLayout.WAITERS | 1 << 29);
        OtherThread<Boolean> interruptible =
                OtherThread.start(() -> attach().tryLock(20, TimeUnit.SECONDS) && unlocked());
        OtherThread<Boolean> uninterruptible =
                OtherThread.start(
                        () -> {
                            attach().lock();
                            return unlocked();
                        });
        FutexTest.awaitSleepers(memory, OFFSET, 2);
        memory.putIntVolatile(OFFSET, 0);
        if (attach().tryLock()) {
            attach().unlock();
        }
        assertTrue(interruptible.get());
        assertTrue(uninterruptible.get());
    }

    @Test
    void wordThatIsNoStateIsRefusedAndStays() {
        memory.putIntVolatile(OFFSET, PthreadMutexLayout.WAITERS);
        OwnedMutex mutex = mutex();
        assertFalse(mutex.tryLock());
        assertThrows(IllegalStateException.class, mutex::lock);
        assertThrows(IllegalStateException.class, () -> mutex.tryLock(1, TimeUnit.DAYS));
        assertEquals(PthreadMutexLayout.WAITERS, memory.getInt(OFFSET));
        mutex(2).lock();
        mutex(2).unlock();
    }

    private boolean unlocked() {
        attach().unlock();
        return true;
    }

    /** As C loses it: it wakes one only, here a Java one in front of who sleeps without slices. */
    @Test
    void whoLearnsOfTheLossWakesTheOthers() throws Exception {
        int held = 1 | PthreadMutexLayout.WAITERS;
        memory.putIntVolatile(STRIDE, held);
        OtherThread<Acquisition> first = OtherThread.start(() -> mutex().acquire());
        FutexTest.awaitSleepers(memory, STRIDE, 1);
        OtherThread<Boolean> second =
                OtherThread.start(() -> Futex.await(memory, STRIDE, held, Futex.NO_DEADLINE));
        FutexTest.awaitSleepers(memory, STRIDE, 2);
        memory.putIntVolatile(
                STRIDE + PthreadMutexLayout.OWNER, PthreadMutexLayout.NOT_RECOVERABLE);
        memory.putIntVolatile(STRIDE, 1); // a third has it for a moment
        Futex.wake(memory, STRIDE, 1);
        assertEquals(Acquisition.NOT_RECOVERABLE, first.get());
        assertTrue(second.get());
    }
}
