package io.sluice.futex;

import static io.sluice.core.contract.OtherThread.elsewhere;
import static io.sluice.core.contract.OtherThread.start;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.contract.OtherThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What a death comes to, for a lock that the kernel frees when its owner dies. */
@SuppressWarnings("LockNotBeforeTry")
abstract class OwnerDeathContract extends OwnedMutexContract {
    private interface Action {
        void run() throws Exception;
    }

    private void dieHolding(OwnedMutex... mutexes) throws Exception {
        Thread thread =
                new Thread(
                        () -> {
                            for (OwnedMutex mutex : mutexes) {
                                mutex.lock();
                            }
                        });
        thread.start();
        thread.join();
    }

    private int owner(int index) {
        return memory.getInt(index * STRIDE + PthreadMutexLayout.OWNER);
    }

    @Test
    void deathIsReportedOnceToWhoAcquiresNext() throws Exception {
        dieHolding(mutex());
        assertEquals(Acquisition.OWNER_DIED, mutex().acquire());
        assertEquals(PthreadMutexLayout.INCONSISTENT, owner(1));
        mutex().makeConsistent();
        mutex().unlock();
        assertEquals(Acquisition.ACQUIRED, mutex().acquire());
        mutex().unlock();
        assertEquals(0, repairs.get());
        assertEquals(0, memory.getInt(STRIDE));
    }

    @Test
    void everyMethodOfLockRepairsAfterADeath() throws Exception {
        List<Action> methods =
                List.of(
                        () -> mutex().lock(),
                        () -> mutex().lockInterruptibly(),
                        () -> assertTrue(mutex().tryLock()),
                        () -> assertTrue(mutex().tryLock(0, TimeUnit.SECONDS)),
                        () -> assertTrue(mutex().tryLock(10, TimeUnit.SECONDS)));
        for (int i = 0; i < methods.size(); i++) {
            dieHolding(mutex());
            awaitDeath(1);
            methods.get(i).run();
            assertEquals(i + 1, repairs.get());
            mutex().unlock();
            assertEquals(Acquisition.ACQUIRED, mutex().acquire());
            mutex().unlock();
        }
    }

    /** A thread is gone for Java a moment before the kernel has buried it. */
    private void awaitDeath(int index) {
        while ((memory.getIntVolatile(index * STRIDE) & PthreadMutexLayout.OWNER_DIED) == 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void whoWaitsLearnsOfTheDeathWithoutASlice() throws Exception {
        OwnedMutex mutex = mutex();
        Thread holder = new Thread(() -> holdUntilSomebodyWaits(mutex));
        holder.start();
        while (memory.getIntVolatile(STRIDE) == 0) {
            Thread.onSpinWait();
        }
        assertEquals(
                Acquisition.OWNER_DIED, elsewhere(() -> mutex().acquire(20, TimeUnit.SECONDS)));
        assertEquals(Acquisition.OWNER_DIED, mutex().acquire()); // that thread ended too
        mutex().makeConsistent();
        mutex().unlock();
    }

    private void holdUntilSomebodyWaits(OwnedMutex mutex) {
        mutex.lock();
        while (memory.getIntVolatile(STRIDE) > 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void threadThatDiesFreesAllItHolds() throws Exception {
        dieHolding(mutex(1), mutex(2), mutex(3), mutex(4));
        for (int i = 4; i > 0; i--) {
            assertEquals(Acquisition.OWNER_DIED, mutex(i).acquire(20, TimeUnit.SECONDS));
        }
        for (int i = 1; i <= 4; i++) {
            mutex(i).makeConsistent();
            mutex(i).unlock();
            assertEquals(0, memory.getInt(i * STRIDE));
        }
    }

    @Test
    void heldOnesAreUnlockedInAnyOrderAndTheRestStaysListed() throws Exception {
        int[][] orders = {{1, 2, 3}, {1, 3, 2}, {2, 1, 3}, {2, 3, 1}, {3, 1, 2}, {3, 2, 1}};
        for (int[] order : orders) {
            for (int unlocked = 0; unlocked <= 3; unlocked++) {
                int first = unlocked;
                Thread thread =
                        new Thread(
                                () -> {
                                    mutex(1).lock();
                                    mutex(2).lock();
                                    mutex(3).lock();
                                    for (int i = 0; i < first; i++) {
                                        mutex(order[i]).unlock();
                                    }
                                });
                thread.start();
                thread.join();
                for (int i = 0; i < 3; i++) {
                    Acquisition expected =
                            i < first ? Acquisition.ACQUIRED : Acquisition.OWNER_DIED;
                    assertEquals(expected, mutex(order[i]).acquire(20, TimeUnit.SECONDS));
                    if (i >= first) {
                        mutex(order[i]).makeConsistent();
                    }
                    mutex(order[i]).unlock();
                }
            }
        }
    }

    @Test
    void unlockedWithoutRepairItIsNotRecoverableForAnybody() throws Exception {
        dieHolding(mutex());
        OwnedMutex mutex = mutex();
        assertEquals(Acquisition.OWNER_DIED, mutex.acquire());
        OtherThread<Acquisition> waiter = start(() -> mutex().acquire(20, TimeUnit.SECONDS));
        OtherThread<Acquisition> patient = start(() -> mutex().acquire());
        assertTrue(waiter.isStillRunningAfterMs(A_WHILE_MS));
        mutex.unlock();
        assertEquals(Acquisition.NOT_RECOVERABLE, waiter.get());
        assertEquals(Acquisition.NOT_RECOVERABLE, patient.get());
        assertEquals(Acquisition.NOT_RECOVERABLE, mutex.acquire());
        assertThrows(NotRecoverableException.class, mutex::lock);
        assertThrows(NotRecoverableException.class, mutex::lockInterruptibly);
        assertThrows(NotRecoverableException.class, mutex::tryLock);
        assertThrows(NotRecoverableException.class, () -> mutex.tryLock(1, TimeUnit.DAYS));
        assertEquals(0, memory.getInt(STRIDE));
        assertThrows(IllegalMonitorStateException.class, mutex::unlock);
    }

    @Test
    void repairThatThrowsGivesItUp() throws Exception {
        OwnedMutex mutex =
                mutex(
                        (UnsafeBuffer) memory,
                        OFFSET,
                        () -> {
                            throw new ArithmeticException("beyond repair");
                        });
        dieHolding(mutex);
        assertEquals(
                "beyond repair", assertThrows(ArithmeticException.class, mutex::lock).getMessage());
        assertFalse(mutex.isHeldByCurrentThread());
        assertThrows(NotRecoverableException.class, mutex::lock);
    }

    @Test
    void repairRunsWhileItIsHeld() throws Exception {
        List<Boolean> held = new ArrayList<>();
        OwnedMutex[] self = new OwnedMutex[1];
        self[0] =
                mutex(
                        (UnsafeBuffer) memory,
                        OFFSET,
                        () -> held.add(self[0].isHeldByCurrentThread()));
        dieHolding(self);
        self[0].lock();
        self[0].unlock();
        assertEquals(List.of(true), held);
    }

    @Test
    void moreThanTheKernelWalksAreRefused() throws Exception {
        int count = RobustList.MOST_HELD + 1;
        UnsafeBuffer many =
                new UnsafeBuffer(BufferUtil.allocateDirectAligned(count * STRIDE, STRIDE));
        OwnedMutex[] mutexes = new OwnedMutex[count];
        for (int i = 0; i < count; i++) {
            initialize(many, i * STRIDE);
            mutexes[i] = mutex(many, i * STRIDE, () -> {});
        }
        Thread thread =
                new Thread(
                        () -> {
                            for (int i = 0; i < RobustList.MOST_HELD; i++) {
                                mutexes[i].lock();
                            }
                            assertThrows(
                                    IllegalStateException.class,
                                    () -> mutexes[RobustList.MOST_HELD].lock());
                        });
        thread.start();
        thread.join();
        for (int i = 0; i < RobustList.MOST_HELD; i++) {
            assertEquals(
                    Acquisition.OWNER_DIED, mutexes[i].acquire(20, TimeUnit.SECONDS), "i=" + i);
            mutexes[i].makeConsistent();
            mutexes[i].unlock();
        }
        assertEquals(Acquisition.ACQUIRED, mutexes[RobustList.MOST_HELD].acquire());
        mutexes[RobustList.MOST_HELD].unlock();
    }

    /** With the bit of waiters, so that the unlock has the deepest stack of all it does. */
    @Test
    void whatAnErrorBreaksOffEndsWithTheThread() throws Exception {
        for (int frames = 0; frames < 40; frames++) {
            int first = frames;
            Thread thread = new Thread(null, () -> fall(first), "falls", 256 * 1024);
            thread.start();
            thread.join();
            for (int i = 1; i <= 2; i++) {
                Acquisition found = mutex(i).acquire(20, TimeUnit.SECONDS);
                assertTrue(found != Acquisition.TIMED_OUT, "frames=" + first + " " + mutex(i));
                if (found == Acquisition.OWNER_DIED) {
                    mutex(i).makeConsistent();
                }
                mutex(i).unlock();
            }
        }
    }

    private void fall(int frames) {
        if (frames > 0) {
            fall(frames - 1);
            return;
        }
        OwnedMutex mutex = mutex(1);
        OwnedMutex another = mutex(2);
        assertThrows(StackOverflowError.class, () -> lockDeeperAndDeeper(mutex));
        try {
            another.lock();
            another.unlock();
        } catch (IllegalStateException e) {
            assertFalse(another.isHeldByCurrentThread());
        }
    }

    @SuppressWarnings("InfiniteRecursion")
    private void lockDeeperAndDeeper(OwnedMutex mutex) {
        mutex.lock();
        int word = memory.getInt(STRIDE);
        boolean unused = memory.compareAndSetInt(STRIDE, word, word | PthreadMutexLayout.WAITERS);
        mutex.unlock();
        lockDeeperAndDeeper(mutex);
    }
}
