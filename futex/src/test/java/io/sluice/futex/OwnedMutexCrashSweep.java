package io.sluice.futex;

import static io.sluice.core.contract.OtherThread.start;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import io.sluice.core.contract.OtherThread;
import java.util.concurrent.TimeUnit;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A thread dies at its n-th access, for every n, alone and beside one that sleeps; the others go
 * on, and whoever finds what it guarded half changed has been told of the death, once.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("LockNotBeforeTry")
abstract class OwnedMutexCrashSweep {
    private static final int FIRST = 64;
    private static final int SECOND = 128;
    private static final int BEGUN = 256;
    private static final int DONE = 264;
    private static final long DEADLINE_S = 20;

    static {
        AgronaAccess.ensureOpen();
    }

    private final UnsafeBuffer memory = new UnsafeBuffer(BufferUtil.allocateDirectAligned(512, 64));
    private int reported; // by one thread at a time

    abstract void initialize(UnsafeBuffer buffer, int offset);

    abstract OwnedMutex mutex(UnsafeBuffer buffer, int offset, Runnable repair);

    private interface Life {
        void live(UnsafeBuffer memory, RobustList list) throws Exception;
    }

    /** Lets a thread live and die. Returns whether it died. */
    private boolean dies(int accesses, Life life) throws Exception {
        return start(() -> isCut(accesses, life)).get();
    }

    private boolean isCut(int accesses, Life life) throws Exception {
        CrashingBuffer dying = new CrashingBuffer(memory);
        RobustList list = dying.list();
        dying.arm(accesses);
        try {
            life.live(dying, list);
            return false;
        } catch (CrashingBuffer.Crash e) {
            return true;
        }
    }

    private OwnedMutex of(UnsafeBuffer buffer, int offset, RobustList list) {
        OwnedMutex mutex = mutex(buffer, offset, () -> repair(buffer));
        mutex.recent = list;
        return mutex;
    }

    private OwnedMutex survivors(int offset) {
        return mutex(memory, offset, () -> {});
    }

    private static void repair(UnsafeBuffer buffer) {
        buffer.putInt(BEGUN, buffer.getInt(DONE));
    }

    /** What the mutex guards: two numbers that are the same between sections. */
    private static void change(UnsafeBuffer buffer) {
        int next = buffer.getInt(BEGUN) + 1;
        buffer.putInt(BEGUN, next);
        buffer.putInt(DONE, next);
    }

    private void make() {
        memory.setMemory(0, memory.capacity(), (byte) 0);
        initialize(memory, FIRST);
        initialize(memory, SECOND);
        reported = 0;
    }

    /** As a survivor: takes it, and may find a death or a lost mutex, and data as that allows. */
    private Acquisition surviveOn(int offset) throws Exception {
        OwnedMutex mutex = survivors(offset);
        Acquisition acquisition = mutex.acquire(DEADLINE_S, TimeUnit.SECONDS);
        if (acquisition == Acquisition.OWNER_DIED) {
            reported++;
            repair(memory);
            mutex.makeConsistent();
        }
        if (acquisition != Acquisition.NOT_RECOVERABLE) {
            assertTrue(acquisition != Acquisition.TIMED_OUT, mutex::toString);
            assertEquals(memory.getInt(DONE), memory.getInt(BEGUN));
            change(memory);
            mutex.unlock();
        }
        return acquisition;
    }

    private void assertSurvivorsGoOn(boolean died) throws Exception {
        for (int offset : new int[] {FIRST, SECOND}) {
            surviveOn(offset);
            assertEquals(Acquisition.ACQUIRED, surviveOn(offset));
            assertEquals(0, memory.getInt(offset));
        }
        assertTrue(died || reported == 0, "a death that was none");
    }

    @Test
    void aloneByEveryMethod() throws Exception {
        sweep(
                (buffer, list) -> {
                    OwnedMutex mutex = of(buffer, FIRST, list);
                    mutex.lock();
                    change(buffer);
                    mutex.unlock();
                    assertTrue(mutex.tryLock());
                    change(buffer);
                    mutex.unlock();
                    mutex.lockInterruptibly();
                    change(buffer);
                    mutex.unlock();
                },
                1);
    }

    @Test
    void holdingTwoInEitherOrder() throws Exception {
        sweep(
                (buffer, list) -> {
                    OwnedMutex first = of(buffer, FIRST, list);
                    OwnedMutex second = of(buffer, SECOND, list);
                    first.lock();
                    second.lock();
                    second.unlock();
                    second.lock();
                    first.unlock();
                    second.unlock();
                },
                2);
    }

    private void sweep(Life life, int mostReports) throws Exception {
        boolean died = true;
        for (int n = 0; died; n++) {
            make();
            died = dies(n, life);
            assertSurvivorsGoOn(died);
            assertTrue(reported <= mostReports, "n=" + n + " reported=" + reported);
        }
    }

    @Test
    void inTheRepairAfterAnothersDeath() throws Exception {
        boolean died = true;
        for (int n = 0; died; n++) {
            make();
            diesHolding();
            died =
                    dies(
                            n,
                            (buffer, list) -> {
                                OwnedMutex mutex = of(buffer, FIRST, list);
                                mutex.lock();
                                change(buffer);
                                mutex.unlock();
                            });
            int left = memory.getIntVolatile(FIRST);
            assertTrue(died || left == 0, "n=" + n);
            Acquisition found = surviveOn(FIRST);
            assertTrue(found != Acquisition.NOT_RECOVERABLE, "n=" + n);
            assertEquals(Acquisition.ACQUIRED, surviveOn(FIRST));
            assertTrue(reported <= 1);
        }
    }

    /** Its thread has ended for Java a moment before the kernel marks what it held. */
    private void diesHolding() throws Exception {
        assertTrue(dies(40, this::holdForEver));
        while ((memory.getIntVolatile(FIRST) & PthreadMutexLayout.OWNER_DIED) == 0) {
            Thread.onSpinWait();
        }
    }

    private void holdForEver(UnsafeBuffer buffer, RobustList list) {
        OwnedMutex mutex = of(buffer, FIRST, list);
        mutex.lock();
        while (true) {
            change(buffer);
        }
    }

    @Test
    void unlockingWhatIsNotRepaired() throws Exception {
        boolean died = true;
        int lost = 0;
        for (int n = 0; died; n++) {
            make();
            diesHolding();
            died =
                    dies(
                            n,
                            (buffer, list) -> {
                                OwnedMutex mutex = of(buffer, FIRST, list);
                                if (mutex.acquire() == Acquisition.OWNER_DIED) {
                                    mutex.unlock();
                                }
                                assertEquals(Acquisition.NOT_RECOVERABLE, mutex.acquire());
                            });
            Acquisition found = surviveOn(FIRST);
            assertEquals(
                    found == Acquisition.NOT_RECOVERABLE ? found : Acquisition.ACQUIRED,
                    surviveOn(FIRST));
            lost += found == Acquisition.NOT_RECOVERABLE ? 1 : 0;
        }
        assertTrue(lost > 1, "lost=" + lost);
    }

    /** The victim finds it held, sleeps, is woken, and unlocks it while a third sleeps. */
    @Test
    void besideASleeper() throws Exception {
        boolean died = true;
        for (int n = 0; died; n++) {
            make();
            OwnedMutex held = survivors(FIRST);
            held.lock();
            OtherThread<Acquisition> sleeper = start(() -> surviveOn(FIRST));
            while (memory.getIntVolatile(FIRST) >= 0) {
                Thread.onSpinWait();
            }
            int accesses = n;
            OtherThread<Boolean> victim = start(() -> isCut(accesses, this::lockAndUnlock));
            OtherThread.spin(200_000);
            held.unlock();
            died = victim.get();
            Acquisition seen = sleeper.get();
            assertTrue(seen == Acquisition.ACQUIRED || died, "n=" + n + " seen=" + seen);
            assertSurvivorsGoOn(died);
            assertTrue(reported <= 1, "n=" + n);
        }
    }

    private void lockAndUnlock(UnsafeBuffer buffer, RobustList list) {
        OwnedMutex mutex = of(buffer, FIRST, list);
        mutex.lock();
        change(buffer);
        mutex.unlock();
    }
}
