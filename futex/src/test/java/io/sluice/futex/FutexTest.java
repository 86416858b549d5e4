package io.sluice.futex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
