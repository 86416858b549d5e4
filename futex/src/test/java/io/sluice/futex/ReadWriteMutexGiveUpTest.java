package io.sluice.futex;

import static io.sluice.core.contract.OtherThread.spin;
import static io.sluice.core.contract.OtherThread.start;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import io.sluice.core.contract.OtherThread;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Waits that end otherwise than by an unlock. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("LockNotBeforeTry") // where one fails, nobody needs the lock again
class ReadWriteMutexGiveUpTest {
    private static final long A_WHILE_MS = 20;
    private static final int OFFSET = 4;

    static {
        AgronaAccess.ensureOpen();
    }

    private final UnsafeBuffer memory = new UnsafeBuffer(ByteBuffer.allocateDirect(64));
    private final Lock reader = attach().readLock();
    private final Lock writer = attach().writeLock();

    private ReadWriteMutex attach() {
        return new ReadWriteMutex(memory, OFFSET);
    }

    private int state() {
        return memory.getIntVolatile(OFFSET);
    }

    private OtherThread<Boolean> read() {
        return start(() -> lockAndUnlock(attach().readLock()));
    }

    private OtherThread<Boolean> write() {
        return start(() -> lockAndUnlock(attach().writeLock()));
    }

    private static boolean lockAndUnlock(Lock lock) {
        lock.lock();
        lock.unlock();
        return true;
    }

    @Test
    void writerThatIsInterruptedLetsTheReadersBehindItIn() throws Exception {
        reader.lock();
        OtherThread<Void> fickle =
                start(
                        () -> {
                            assertThrows(
                                    InterruptedException.class,
                                    () -> attach().writeLock().lockInterruptibly());
                            return null;
                        });
        FutexTest.awaitSleepers(memory, OFFSET, 1);
        OtherThread<Boolean> behind = read();
        FutexTest.awaitSleepers(memory, OFFSET, 2);
        fickle.interrupt();
        fickle.get();
        assertTrue(behind.get());
        assertEquals(8, state());
        reader.unlock();
        assertTrue(writer.tryLock());
    }

    @Test
    void writerThatIsOutOfTimeLetsTheReadersBehindItIn() throws Exception {
        reader.lock();
        long startNs = System.nanoTime();
        OtherThread<Boolean> brief =
                start(() -> attach().writeLock().tryLock(200, TimeUnit.MILLISECONDS));
        FutexTest.awaitSleepers(memory, OFFSET, 1);
        OtherThread<Boolean> behind = read();
        assertFalse(brief.get());
        assertTrue(System.nanoTime() - startNs >= TimeUnit.MILLISECONDS.toNanos(200));
        assertTrue(behind.get());
        assertEquals(8, state());
        assertEquals(0, memory.getInt(OFFSET + 4));
    }

    /** At any moment: whoever gives up strands nobody. */
    @Test
    void writerThatGivesUpAtAnyMomentStrandsNobody() throws Exception {
        for (int round = 0; round < 300; round++) {
            reader.lock();
            OtherThread<Void> fickle =
                    start(
                            () -> {
                                Lock own = attach().writeLock();
                                own.lockInterruptibly();
                                own.unlock();
                                return null;
                            });
            OtherThread<Boolean> patient = write();
            OtherThread<Boolean> behind = read();
            spin(round * 300L);
            fickle.interrupt();
            reader.unlock();
            assertTrue(patient.get(), "round=" + round);
            assertTrue(behind.get(), "round=" + round);
            try {
                fickle.get();
            } catch (ExecutionException e) {
                assertEquals(InterruptedException.class, e.getCause().getClass());
            }
            assertEquals(0, state() & ~ReadWriteMutex.READERS);
        }
    }

    @Test
    void interruptEndsAReadersWaitAndLeavesNothing() throws Exception {
        writer.lock();
        OtherThread<Void> waiter =
                start(
                        () -> {
                            assertThrows(InterruptedException.class, reader::lockInterruptibly);
                            assertThrows(
                                    InterruptedException.class,
                                    () -> {
                                        Thread.currentThread().interrupt();
                                        boolean unused = reader.tryLock(1, TimeUnit.DAYS);
                                    });
                            assertFalse(Thread.currentThread().isInterrupted());
                            return null;
                        });
        FutexTest.awaitSleepers(memory, OFFSET, 1);
        waiter.interrupt();
        waiter.get();
        writer.unlock();
        assertEquals(0, memory.getLong(OFFSET));
    }

    @Test
    void interruptDoesNotEndAReadersLockAndIsKept() throws Exception {
        writer.lock();
        OtherThread<Boolean> waiter =
                start(
                        () -> {
                            reader.lock();
                            return Thread.interrupted();
                        });
        FutexTest.awaitSleepers(memory, OFFSET, 1);
        waiter.interrupt();
        assertTrue(waiter.isStillRunningAfterMs(A_WHILE_MS));
        writer.unlock();
        assertTrue(waiter.get());
    }

    @Test
    void sleepersThatNobodyWakesGoOnByThemselves() throws Exception {
        writer.lock();
        OtherThread<Boolean> uninterruptible = read();
        OtherThread<Boolean> interruptible =
                start(
                        () -> {
                            Lock own = attach().readLock();
                            own.lockInterruptibly();
                            own.unlock();
                            return true;
                        });
        FutexTest.awaitSleepers(memory, OFFSET, 2);
        memory.putIntVolatile(OFFSET, 0); // as one that opens and does not wake
        assertTrue(uninterruptible.get());
        assertTrue(interruptible.get());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void writerThatNobodyWakesGoesOnByItself(boolean interruptibly) throws Exception {
        reader.lock();
        OtherThread<Boolean> waiter =
                start(
                        () -> {
                            Lock own = attach().writeLock();
                            if (interruptibly) {
                                own.lockInterruptibly();
                            } else {
                                own.lock();
                            }
                            own.unlock();
                            return true;
                        });
        FutexTest.awaitSleepers(memory, OFFSET, 1);
        memory.getAndAddInt(OFFSET, -8); // as one that leaves and does not wake
        assertTrue(waiter.get());
        assertEquals(0, memory.getLong(OFFSET));
    }
}
