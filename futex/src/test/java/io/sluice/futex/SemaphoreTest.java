package io.sluice.futex;

import static io.sluice.core.contract.OtherThread.spin;
import static io.sluice.core.contract.OtherThread.start;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import io.sluice.core.contract.OtherThread;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SemaphoreTest {
    private static final long A_WHILE_MS = 20;

    static {
        AgronaAccess.ensureOpen();
    }

    private final UnsafeBuffer memory = new UnsafeBuffer(ByteBuffer.allocateDirect(128));
    private final Semaphore semaphore = new Semaphore(memory, 0);

    private Semaphore attach() {
        return new Semaphore(memory, 0);
    }

    @Test
    void countsAsThatOfTheJdk() {
        java.util.concurrent.Semaphore model = new java.util.concurrent.Semaphore(0);
        Random random = new Random(5);
        for (int i = 0; i < 100_000; i++) {
            int permits = random.nextInt(1_200);
            switch (random.nextInt(4)) {
                case 0 -> {
                    semaphore.release(permits);
                    model.release(permits);
                }
                case 1 -> assertEquals(model.tryAcquire(permits), semaphore.tryAcquire(permits));
                case 2 -> assertEquals(model.availablePermits(), attach().availablePermits());
                default -> {
                    if (random.nextInt(20) == 0) {
                        assertEquals(model.drainPermits(), semaphore.drainPermits());
                    }
                }
            }
        }
        assertEquals(model.availablePermits(), semaphore.availablePermits());
    }

    @Test
    void whoWaitsGetsWhatIsReleased() throws Exception {
        for (int permits : new int[] {1, 3, 511, 512, 5_000}) {
            OtherThread<Boolean> waiter =
                    start(
                            () -> {
                                attach().acquire(permits);
                                return true;
                            });
            assertTrue(waiter.isStillRunningAfterMs(A_WHILE_MS));
            semaphore.release(permits);
            assertTrue(waiter.get());
            assertEquals(0, semaphore.availablePermits());
        }
    }

    @Test
    void whoWantsFewIsNotKeptBehindWhoWantsMany() throws Exception {
        OtherThread<Boolean> many =
                start(
                        () -> {
                            attach().acquireUninterruptibly(3);
                            return true;
                        });
        assertTrue(many.isStillRunningAfterMs(A_WHILE_MS));
        OtherThread<Boolean> one =
                start(
                        () -> {
                            attach().acquireUninterruptibly();
                            return true;
                        });
        assertTrue(one.isStillRunningAfterMs(A_WHILE_MS));
        semaphore.release();
        assertTrue(one.get());
        semaphore.release(3);
        assertTrue(many.get());
    }

    /** Two semaphores and a ring between them: every number arrives, each in its order. */
    @Test
    void boundedBufferKeepsEverySequence() throws Exception {
        int capacity = 4;
        int producers = 2;
        int each = 30_000;
        long[] slots = new long[capacity];
        Semaphore room = new Semaphore(memory, 64);
        room.release(capacity);
        int[] tail = new int[1]; // guarded by turn
        Semaphore turn = new Semaphore(memory, 96);
        turn.release();
        List<OtherThread<Void>> writers = new ArrayList<>();
        for (int p = 0; p < producers; p++) {
            long base = (long) p << 32;
            writers.add(
                    start(
                            () -> {
                                for (int i = 0; i < each; i++) {
                                    room.acquire();
                                    turn.acquire();
                                    slots[tail[0]++ % capacity] = base | i;
                                    turn.release();
                                    semaphore.release();
                                }
                                return null;
                            }));
        }
        int[] next = new int[producers];
        for (int i = 0; i < producers * each; i++) {
            assertTrue(semaphore.tryAcquire(30, TimeUnit.SECONDS), "i=" + i);
            long value = slots[i % capacity];
            assertEquals(next[(int) (value >>> 32)]++, (int) value);
            room.release();
        }
        for (OtherThread<Void> writer : writers) {
            writer.get();
        }
        assertArrayEquals(IntStream.generate(() -> each).limit(producers).toArray(), next);
        assertEquals(capacity, room.availablePermits());
    }

    @Test
    void timedTryAcquireGivesUpNoSoonerThanItsTime() throws Exception {
        long startNs = System.nanoTime();
        assertFalse(semaphore.tryAcquire(A_WHILE_MS, TimeUnit.MILLISECONDS));
        assertTrue(System.nanoTime() - startNs >= TimeUnit.MILLISECONDS.toNanos(A_WHILE_MS));
        assertFalse(semaphore.tryAcquire(2, 0, TimeUnit.NANOSECONDS));
        assertFalse(semaphore.tryAcquire(-1, TimeUnit.DAYS));
        semaphore.release();
        assertFalse(semaphore.tryAcquire(2, 1, TimeUnit.NANOSECONDS));
        assertTrue(semaphore.tryAcquire(0, TimeUnit.NANOSECONDS));
    }

    /** A wake-up that went to one who is interrupted belongs to another. */
    @Test
    void interruptedWaiterLeavesThePermitToAnother() throws Exception {
        for (int round = 0; round < 500; round++) {
            OtherThread<Boolean> fickle =
                    start(
                            () -> {
                                attach().acquire();
                                return true;
                            });
            OtherThread<Boolean> patient =
                    start(
                            () -> {
                                attach().acquireUninterruptibly();
                                return true;
                            });
            spin(round * 400L);
            fickle.interrupt();
            semaphore.release();
            boolean taken = false;
            try {
                taken = fickle.get();
            } catch (ExecutionException e) {
                assertEquals(InterruptedException.class, e.getCause().getClass());
            }
            if (taken) {
                semaphore.release();
            }
            assertTrue(patient.get(), "round=" + round);
            assertEquals(0, semaphore.availablePermits());
        }
    }

    @Test
    void sleeperThatNobodyWakesGoesOnByItself() throws Exception {
        OtherThread<Boolean> waiter =
                start(
                        () -> {
                            attach().acquire();
                            return true;
                        });
        assertTrue(waiter.isStillRunningAfterMs(A_WHILE_MS));
        memory.getAndAddInt(0, Semaphore.PERMIT); // as one who dies before its wake
        assertTrue(waiter.get());
    }

    @Test
    void releaseThatFindsNobodyAsleepAsksTheKernelNoMore() throws Exception {
        assertFalse(semaphore.tryAcquire(1, TimeUnit.MILLISECONDS));
        assertEquals(Semaphore.ONE, memory.getInt(0));
        semaphore.release();
        assertEquals(Semaphore.PERMIT, memory.getInt(0));
    }

    @Test
    void permitsBeyondTheMostAreRefused() {
        semaphore.release(Semaphore.MAX_PERMITS);
        assertThrows(IllegalArgumentException.class, () -> semaphore.release());
        assertThrows(IllegalArgumentException.class, () -> semaphore.release(Integer.MAX_VALUE));
        assertEquals(Semaphore.MAX_PERMITS, semaphore.drainPermits());
    }

    @Test
    void badArgumentsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> semaphore.release(-1));
        assertThrows(IllegalArgumentException.class, () -> semaphore.acquire(-1));
        assertThrows(IllegalArgumentException.class, () -> new Semaphore(memory, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> new Semaphore(memory, 128));
        assertTrue(semaphore.tryAcquire(0));
    }

    @Test
    void wordThatIsNoStateIsRefusedWithItsValue() {
        memory.putInt(0, -7);
        for (Runnable call :
                new Runnable[] {
                    semaphore::release,
                    semaphore::acquireUninterruptibly,
                    semaphore::availablePermits,
                    semaphore::drainPermits
                }) {
            IllegalStateException refusal = assertThrows(IllegalStateException.class, call::run);
            assertTrue(refusal.getMessage().contains("word=-7"), refusal.getMessage());
        }
    }

    @Test
    void interruptedThreadIsRefusedThoughThereIsAPermit() throws Exception {
        semaphore.release();
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> semaphore.acquire());
        Thread.currentThread().interrupt();
        semaphore.acquireUninterruptibly();
        assertTrue(Thread.interrupted());
        assertEquals(0, semaphore.availablePermits());
    }

    @Test
    void bufferMayBeWrappedAroundOtherMemoryMeanwhile() {
        UnsafeBuffer memory = new UnsafeBuffer(ByteBuffer.allocateDirect(64));
        UnsafeBuffer buffer = new UnsafeBuffer(memory, 0, 64);
        Semaphore lock = new Semaphore(buffer, 0);
        buffer.wrap(new byte[64]);
        lock.release();
        assertEquals(Semaphore.PERMIT, memory.getInt(0));
        memory.putIntVolatile(0, Semaphore.ONE);
        lock.release();
        assertEquals(1, lock.availablePermits());
        assertEquals(0, buffer.getInt(0));
    }
}
