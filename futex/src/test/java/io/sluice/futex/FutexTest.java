package io.sluice.futex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FutexTest {
    static {
        AgronaAccess.ensureOpen();
    }

    private final UnsafeBuffer word = new UnsafeBuffer(ByteBuffer.allocateDirect(64));

    @Test
    void changedWordReturnsAtOnce() {
        word.putIntVolatile(0, 1);
        assertTrue(Futex.await(word, 0, 0, Futex.NO_DEADLINE));
    }

    @Test
    void deadlineEndsTheSleepAndNotBefore() {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
        while (Futex.await(word, 0, 0, deadlineNs)) {
            // a signal of the JVM's own woke us
        }
        assertTrue(System.nanoTime() - deadlineNs >= 0);
    }

    @Test
    void deadlineInThePastIsATimeout() {
        assertFalse(Futex.await(word, 0, 0, System.nanoTime() - 1));
        assertFalse(Futex.await(word, 0, 0, -1));
    }

    @Test
    void wakeWithoutSleeperWakesNobody() {
        assertEquals(0, Futex.wake(word, 0, 1));
    }

    @Test
    void sleeperIsWokenByAnotherThread() throws Exception {
        CompletableFuture<Boolean> sleeper =
                CompletableFuture.supplyAsync(
                        () -> {
                            while (word.getIntVolatile(4) == 0) {
                                if (!Futex.await(word, 4, 0, Futex.NO_DEADLINE)) {
                                    return false;
                                }
                            }
                            return true;
                        });
        Thread.sleep(20);
        word.putIntVolatile(4, 1);
        Futex.wake(word, 4, 1);
        assertTrue(sleeper.get(20, TimeUnit.SECONDS));
    }

    /** How many sleep on a word: those that the kernel moves from it to itself. */
    static int sleepers(AtomicBuffer word, int offset) {
        return Futex.requeue(word, offset, word.getIntVolatile(offset), word, offset);
    }

    static void awaitSleepers(AtomicBuffer word, int offset, int count) throws Exception {
        while (sleepers(word, offset) != count) {
            Thread.sleep(1);
        }
    }

    private Thread sleeper(int offset, boolean interruptible) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                boolean unused =
                                        interruptible
                                                ? FutexVector.await(
                                                        word, offset, 0, Futex.NO_DEADLINE)
                                                : Futex.await(word, offset, 0, Futex.NO_DEADLINE);
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                        });
        thread.start();
        return thread;
    }

    @Test
    void changeAndWakeAreOneCallAndWakeAsManyAsAsked() throws Exception {
        Thread[] threads = {sleeper(0, false), sleeper(0, false), sleeper(0, false)};
        awaitSleepers(word, 0, 3);
        word.putInt(0, 8);
        assertEquals(1, Futex.setAndWake(word, 0, 5, 1));
        assertEquals(5, word.getIntVolatile(0));
        assertEquals(2, Futex.addAndWake(word, 0, 2047, Futex.ALL));
        assertEquals(2052, word.getIntVolatile(0));
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void additionAndSubtractionGoRoundAndReturnWhoWasWoken() {
        word.putInt(4, Integer.MAX_VALUE);
        assertEquals(0, Futex.addAndWake(word, 4, 1, 1));
        assertEquals(Integer.MIN_VALUE, word.getIntVolatile(4));
        assertEquals(0, Futex.subtractAndWake(word, 4, 2047, 1));
        assertEquals(Integer.MIN_VALUE - 2047, word.getIntVolatile(4));
        assertEquals(0, word.getInt(0));
        assertEquals(0, word.getInt(8));
    }

    @Test
    void operandThatTheKernelWouldCutIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Futex.setAndWake(word, 0, -1, 1));
        assertThrows(IllegalArgumentException.class, () -> Futex.addAndWake(word, 0, 2048, 1));
        assertThrows(IllegalArgumentException.class, () -> Futex.subtractAndWake(word, 0, 2048, 1));
    }

    @Test
    void sleepersOfEitherKindAreMovedToAnotherWord() throws Exception {
        Thread[] threads = {sleeper(0, false), sleeper(0, false)};
        awaitSleepers(word, 0, 2);
        assertEquals(2, Futex.requeue(word, 0, 0, word, 32));
        assertEquals(0, sleepers(word, 0));
        assertEquals(2, Futex.wake(word, 32, Futex.ALL));
        for (Thread thread : threads) {
            thread.join();
        }
        Thread interruptible = sleeper(0, true);
        int moved = 0;
        // Its sleep ends every 100 ms by itself: it may just have gone.
        while (moved == 0 && interruptible.isAlive()) {
            moved = Futex.requeue(word, 0, 0, word, 32);
        }
        assertEquals(1, moved);
        assertEquals(0, sleepers(word, 0));
        assertEquals(1, Futex.wake(word, 32, 1));
        interruptible.join();
    }

    @Test
    void changedWordIsNotRequeued() {
        word.putInt(0, 1);
        assertEquals(-1, Futex.requeue(word, 0, 0, word, 4));
    }

    @Test
    void allBitsOfTheWordAreCompared() {
        word.putIntVolatile(0, -1);
        assertFalse(Futex.await(word, 0, -1, System.nanoTime() + 1_000_000));
        assertTrue(Futex.await(word, 0, 0x7fff_ffff, System.nanoTime() + 1_000_000_000));
    }

    @Test
    void heapMemoryIsRefused() {
        UnsafeBuffer heap = new UnsafeBuffer(new byte[64]);
        assertThrows(IllegalArgumentException.class, () -> Futex.wake(heap, 0, 1));
    }

    @Test
    void misalignedOrOutsideWordIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Futex.wake(word, 2, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> Futex.wake(word, 64, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> Futex.wake(word, -4, 1));
    }

    @Test
    void countBelowOneIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Futex.wake(word, 0, 0));
    }
}
