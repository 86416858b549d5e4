package io.sluice.futex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("LockNotBeforeTry")
class MutexTest {
    private static final int OFFSET = 4;

    static {
        AgronaAccess.ensureOpen();
    }

    private final UnsafeBuffer word = new UnsafeBuffer(ByteBuffer.allocateDirect(64));
    private final Mutex mutex = new Mutex(word, OFFSET);

    static <T> FutureTask<T> start(Callable<T> action) {
        FutureTask<T> task = new FutureTask<>(action);
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private int word() {
        return word.getIntVolatile(OFFSET);
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
        assertEquals(0, word.getInt(0));
        assertEquals(0, word.getInt(8));
    }

    @Test
    void lockedWordRefusesEveryObject() throws Exception {
        Mutex other = new Mutex(word, OFFSET);
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
        FutureTask<Void> waiter =
                start(
                        () -> {
                            mutex.lock();
                            return null;
                        });
        awaitWord(2);
        FutexTest.awaitSleepers(word, OFFSET, 1);
        mutex.unlock();
        waiter.get();
        assertEquals(2, word());
    }

    @Test
    void interruptBeforeTheWaitIsTakenOnce() throws Exception {
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, mutex::lockInterruptibly);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> mutex.tryLock(0, TimeUnit.SECONDS));
        assertEquals(0, word());
        mutex.lockInterruptibly();
        assertEquals(1, word());
    }

    @Test
    void interruptEndsTheWaitAndLeavesTheHoldersUnlockToWakeOthers() throws Exception {
        mutex.lock();
        FutureTask<Void> waiter =
                new FutureTask<>(
                        () -> {
                            assertThrows(InterruptedException.class, mutex::lockInterruptibly);
                            assertFalse(Thread.currentThread().isInterrupted());
                            return null;
                        });
        Thread thread = new Thread(waiter);
        thread.start();
        awaitWord(2);
        thread.interrupt();
        waiter.get();
        assertEquals(2, word());
    }

    @Test
    void uninterruptibleWaitGoesOnAndKeepsTheInterrupt() throws Exception {
        mutex.lock();
        FutureTask<Boolean> waiter =
                new FutureTask<>(
                        () -> {
                            mutex.lock();
                            return Thread.currentThread().isInterrupted();
                        });
        Thread thread = new Thread(waiter);
        thread.start();
        awaitWord(2);
        thread.interrupt();
        Thread.sleep(20);
        assertFalse(waiter.isDone());
        mutex.unlock();
        assertTrue(waiter.get());
    }

    /**
     * What the death of a woken waiter leaves: nobody will be woken, and the word says so to nobody
     * who comes.
     */
    @Test
    void sleeperThatNobodyWakesGoesOnByItself() throws Exception {
        word.putIntVolatile(OFFSET, 2);
        FutureTask<Void> uninterruptible =
                start(
                        () -> {
                            mutex.lock();
                            mutex.unlock();
                            return null;
                        });
        FutureTask<Void> interruptible =
                start(
                        () -> {
                            mutex.lockInterruptibly();
                            mutex.unlock();
                            return null;
                        });
        FutexTest.awaitSleepers(word, OFFSET, 2);
        word.putIntVolatile(OFFSET, 0);
        if (mutex.tryLock()) {
            mutex.unlock();
        }
        uninterruptible.get();
        interruptible.get();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 3, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void unlistedStateIsNamedAndNotChanged(int state) {
        word.putIntVolatile(OFFSET, state);
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
        FutureTask<Void> waiter =
                start(
                        () -> {
                            assertThrows(IllegalStateException.class, mutex::lock);
                            return null;
                        });
        awaitWord(2);
        word.putIntVolatile(OFFSET, 77);
        waiter.get();
    }

    @Test
    void unlockOfAFreeWordIsRefused() {
        assertThrows(IllegalMonitorStateException.class, mutex::unlock);
        assertEquals(0, word());
    }

    @Test
    void conditionIsRefusedWithTheNameOfItsClass() {
        Exception e = assertThrows(UnsupportedOperationException.class, mutex::newCondition);
        assertTrue(e.getMessage().contains("CondVar"), e.getMessage());
    }

    @Test
    void wordThatDoesNotFitIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Mutex(word, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> new Mutex(word, 64));
        assertThrows(IndexOutOfBoundsException.class, () -> new Mutex(word, -4));
        UnsafeBuffer heap = new UnsafeBuffer(new byte[64]);
        assertThrows(IllegalArgumentException.class, () -> new Mutex(heap, 0));
    }
}
