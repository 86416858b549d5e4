package io.sluice.futex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.contract.LockContract;
import io.sluice.core.contract.OtherThread;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("LockNotBeforeTry")
class MutexTest extends LockContract {
    private static final int OFFSET = 4;

    private final Mutex mutex = new Mutex(memory, OFFSET);

    @Override
    protected Lock attach() {
        return new Mutex(memory, OFFSET);
    }

    private int word() {
        return memory.getIntVolatile(OFFSET);
    }

    private void awaitWord(int expected) {
        while (word() != expected) {
            Thread.onSpinWait();
        }
    }

    @Test
    void wordIsZeroOneZeroWhileNobodyWaits() {
        mutex.lock();
        assertEquals(1, word());
        mutex.unlock();
        assertEquals(0, word());
        assertTrue(mutex.tryLock());
        assertEquals(1, word());
        assertEquals(0, memory.getInt(0));
        assertEquals(0, memory.getInt(8));
    }

    @Test
    void lockedWordRefusesEveryObject() throws Exception {
        Mutex other = new Mutex(memory, OFFSET);
        mutex.lock();
        assertFalse(other.tryLock());
        assertEquals(1, word());
        assertFalse(other.tryLock(0, TimeUnit.SECONDS));
        assertEquals(1, word());
        other.unlock();
        assertTrue(mutex.tryLock(-1, TimeUnit.SECONDS));
    }

    @Test
    void deadlineEndsTheWaitAndNotBefore() throws Exception {
        mutex.lock();
        long startNs = System.nanoTime();
        assertFalse(mutex.tryLock(20, TimeUnit.MILLISECONDS));
        assertTrue(System.nanoTime() - startNs >= TimeUnit.MILLISECONDS.toNanos(20));
        assertEquals(2, word());
        mutex.unlock();
        assertEquals(0, word());
        assertTrue(mutex.tryLock(Long.MAX_VALUE, TimeUnit.DAYS));
        assertEquals(1, word());
    }

    @Test
    void sleeperIsWokenByTheUnlockOfAContendedWord() throws Exception {
        mutex.lock();
        OtherThread<Void> waiter =
                OtherThread.start(
                        () -> {
                            mutex.lock();
                            return null;
                        });
        awaitWord(2);
        FutexTest.awaitSleepers(memory, OFFSET, 1);
        mutex.unlock();
        waiter.get();
        assertEquals(2, word());
    }

    @Test
    void interruptEndsTheWaitAndLeavesTheHoldersUnlockToWakeOthers() throws Exception {
        mutex.lock();
        OtherThread<Void> waiter =
                OtherThread.start(
                        () -> {
                            assertThrows(InterruptedException.class, mutex::lockInterruptibly);
                            assertFalse(Thread.currentThread().isInterrupted());
                            return null;
                        });
        awaitWord(2);
        waiter.interrupt();
        waiter.get();
        assertEquals(2, word());
    }

    /**
     * What the death of a woken waiter leaves: nobody will be woken, and the word says so to nobody
     * who comes.
     */
    @Test
    void sleeperThatNobodyWakesGoesOnByItself() throws Exception {
        memory.putIntVolatile(OFFSET, 2);
        OtherThread<Void> uninterruptible =
                OtherThread.start(
                        () -> {
                            mutex.lock();
                            mutex.unlock();
                            return null;
                        });
        OtherThread<Void> interruptible =
                OtherThread.start(
                        () -> {
                            mutex.lockInterruptibly();
                            mutex.unlock();
                            return null;
                        });
        FutexTest.awaitSleepers(memory, OFFSET, 2);
        memory.putIntVolatile(OFFSET, 0);
        if (mutex.tryLock()) {
            mutex.unlock();
        }
        uninterruptible.get();
        interruptible.get();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 3, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void unlistedStateIsNamedAndNotChanged(int state) {
        memory.putIntVolatile(OFFSET, state);
        List<Executable> actions =
                List.of(
                        mutex::lock,
                        mutex::lockInterruptibly,
                        mutex::tryLock,
                        () -> mutex.tryLock(1, TimeUnit.DAYS),
                        mutex::unlock);
        for (Executable action : actions) {
            IllegalStateException e = assertThrows(IllegalStateException.class, action);
            assertEquals("word=" + state + " at offset=4 is no state of a Mutex", e.getMessage());
        }
        assertEquals(state, word());
    }

    @Test
    void stateThatGoesBadDuringTheSleepEndsIt() throws Exception {
        mutex.lock();
        OtherThread<Void> waiter =
                OtherThread.start(
                        () -> {
                            assertThrows(IllegalStateException.class, mutex::lock);
                            return null;
                        });
        awaitWord(2);
        memory.putIntVolatile(OFFSET, 77);
        waiter.get();
    }

    @Test
    void wordThatDoesNotFitIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Mutex(memory, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> new Mutex(memory, memory.capacity()));
        assertThrows(IndexOutOfBoundsException.class, () -> new Mutex(memory, -4));
        UnsafeBuffer heap = new UnsafeBuffer(new byte[64]);
        assertThrows(IllegalArgumentException.class, () -> new Mutex(heap, 0));
    }

    @Test
    void bufferMayBeWrappedAroundOtherMemoryMeanwhile() {
        UnsafeBuffer memory = new UnsafeBuffer(ByteBuffer.allocateDirect(64));
        UnsafeBuffer buffer = new UnsafeBuffer(memory, 0, 64);
        Mutex lock = new Mutex(buffer, 0);
        buffer.wrap(new byte[64]);
        lock.lock();
        assertEquals(Mutex.LOCKED, memory.getInt(0));
        memory.putIntVolatile(0, Mutex.CONTENDED);
        lock.unlock();
        assertEquals(Mutex.FREE, memory.getInt(0));
        assertEquals(0, buffer.getInt(0));
    }
}
