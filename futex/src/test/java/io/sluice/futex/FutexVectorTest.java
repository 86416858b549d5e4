package io.sluice.futex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FutexVectorTest {
    static {
        AgronaAccess.ensureOpen();
    }

    private final UnsafeBuffer words = new UnsafeBuffer(ByteBuffer.allocateDirect(1024));
    private final FutexVector vector = new FutexVector(FutexVector.MAX_WORDS);

    private void sleepOn(int count) {
        vector.clear();
        for (int i = 0; i < count; i++) {
            vector.add(words, i * Integer.BYTES, words.getInt(i * Integer.BYTES));
        }
    }

    @Test
    void changedWordReturnsAtOnce() throws Exception {
        sleepOn(FutexVector.MAX_WORDS);
        words.putIntVolatile((FutexVector.MAX_WORDS - 1) * Integer.BYTES, 1);
        assertTrue(vector.await(Futex.NO_DEADLINE));
    }

    @Test
    void wakeOfAnyWordEndsTheSleep() throws Exception {
        for (int count : new int[] {1, 2, 17, FutexVector.MAX_WORDS}) {
            for (int i = 0; i < count; i++) {
                int offset = i * Integer.BYTES;
                sleepOn(count);
                FutureTask<Boolean> sleeper =
                        new FutureTask<>(() -> vector.await(Futex.NO_DEADLINE));
                new Thread(sleeper).start();
                words.putIntVolatile(offset, words.getInt(offset) + 1);
                Futex.wake(words, offset, 1);
                assertTrue(sleeper.get());
            }
        }
    }

    @Test
    void deadlineEndsTheSleepAndNotBefore() throws Exception {
        sleepOn(3);
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
        while (vector.await(deadlineNs)) {
            // a signal of the JVM's own woke us
        }
        assertTrue(System.nanoTime() - deadlineNs >= 0);
        assertFalse(vector.await(-1));
    }

    @Test
    void interruptAtAnyMomentEndsTheSleep() throws Exception {
        sleepOn(2);
        Random random = new Random(7);
        boolean slices = !Boolean.parseBoolean(System.getProperty("sluice.futex.waitv", "true"));
        for (int i = 0; i < (slices ? 50 : 2_000); i++) {
            FutureTask<Void> sleeper =
                    new FutureTask<>(
                            () -> {
                                assertThrows(
                                        InterruptedException.class,
                                        () -> {
                                            while (vector.await(Futex.NO_DEADLINE)) {
                                                // a signal of the JVM's own woke us
                                            }
                                        });
                                return null;
                            });
            Thread thread = new Thread(sleeper);
            thread.start();
            for (int spins = random.nextInt(4_000); spins > 0; spins--) {
                Thread.onSpinWait();
            }
            thread.interrupt();
            sleeper.get();
        }
    }

    @Test
    void interruptBeforeTheSleepPreventsItAndIsTakenOnce() throws Exception {
        sleepOn(1);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> vector.await(Futex.NO_DEADLINE));
        assertFalse(Thread.currentThread().isInterrupted());
        assertFalse(vector.await(System.nanoTime()));
    }

    @Test
    void interruptedThreadSleepsOnOtherThingsAsBefore() throws Exception {
        sleepOn(1);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> vector.await(Futex.NO_DEADLINE));
        Thread.sleep(1);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> Thread.sleep(1_000));
    }

    @Test
    void wordsThatDoNotFitAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new FutexVector(0));
        assertThrows(IllegalArgumentException.class, () -> new FutexVector(128));
        assertThrows(IllegalArgumentException.class, () -> vector.add(words, 2, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> vector.add(words, 1024, 0));
        assertThrows(IllegalStateException.class, () -> vector.await(0));
        sleepOn(FutexVector.MAX_WORDS);
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> vector.add(words, 0, 0));
        assertEquals("the vector has its 127 words already", e.getMessage());
    }
}
