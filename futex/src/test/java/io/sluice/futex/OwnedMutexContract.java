package io.sluice.futex;

import static io.sluice.core.contract.OtherThread.elsewhere;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.contract.LockContract;
import io.sluice.core.contract.OtherThread;
import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.ProcessIdentity;
import io.sluice.core.linux.SystemCall;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds for a lock that the kernel frees when its owner dies. */
@SuppressWarnings("LockNotBeforeTry")
abstract class OwnedMutexContract extends LockContract {
    static final int OFFSET = 64;

    static final int STRIDE = 64;
    static final long A_WHILE_MS = 20;

    final AtomicInteger repairs = new AtomicInteger();

    abstract void initialize(UnsafeBuffer buffer, int offset);

    abstract OwnedMutex mutex(UnsafeBuffer buffer, int offset, Runnable repair);

    @BeforeEach
    void make() {
        for (int i = 1; i < 8; i++) {
            initialize((UnsafeBuffer) memory, i * STRIDE);
        }
    }

    final OwnedMutex mutex(int index) {
        return mutex((UnsafeBuffer) memory, index * STRIDE, repairs::incrementAndGet);
    }

    final OwnedMutex mutex() {
        return mutex(1);
    }

    @Override
    protected Lock attach() {
        return mutex();
    }

    /** As glibc's pthread_mutex_timedlock does when the time is up. */
    @Test
    void whatNativeCodeLeftPendingIsNoMatter() {
        OwnedMutex mutex = mutex();
        mutex.lock();
        long pending = RobustList.ofCurrentThread().head + 2 * Long.BYTES;
        UnsafeApi.putLong(pending, memory.addressOffset() + 3 * STRIDE + PthreadMutexLayout.NEXT);
        mutex.unlock();
        assertEquals(0, UnsafeApi.getLong(pending));
        UnsafeApi.putLong(pending, memory.addressOffset() + 3 * STRIDE + PthreadMutexLayout.NEXT);
        mutex.lock();
        mutex.unlock();
        assertEquals(0, UnsafeApi.getLong(pending));
    }

    private void lose() {
        memory.putIntVolatile(
                STRIDE + PthreadMutexLayout.OWNER, PthreadMutexLayout.NOT_RECOVERABLE);
    }

    /** As glibc's pthread_mutex_trylock leaves it, of this thread or of one whose id this has. */
    @Test
    void lostOneIsNotWaitedForWhoseverIdIsInIt() throws Exception {
        lose();
        int here = (int) Kernel.call(SystemCall.GETTID);
        for (int word : new int[] {here, 1, 1 | PthreadMutexLayout.WAITERS}) {
            memory.putIntVolatile(STRIDE, word);
            assertEquals(Acquisition.NOT_RECOVERABLE, mutex().acquire());
            assertEquals(Acquisition.NOT_RECOVERABLE, mutex().acquire(1, TimeUnit.DAYS));
            assertEquals(Acquisition.NOT_RECOVERABLE, mutex().tryAcquire());
        }
    }

    @Test
    void lossIsForGoodEvenIfItIsHeld() {
        OwnedMutex mutex = mutex();
        mutex.lock();
        lose();
        mutex.unlock();
        assertEquals(Acquisition.NOT_RECOVERABLE, mutex.acquire());
    }

    @Test
    void bufferMayBeWrappedAroundOtherMemoryMeanwhile() throws Exception {
        UnsafeBuffer buffer = new UnsafeBuffer(memory, 0, memory.capacity());
        OwnedMutex mutex = mutex(buffer, STRIDE, () -> {});
        buffer.wrap(new byte[memory.capacity()]);
        mutex.lock();
        assertEquals((int) Kernel.call(SystemCall.GETTID), memory.getInt(STRIDE));
        OtherThread<Boolean> waiter =
                OtherThread.start(
                        () -> {
                            mutex().lockInterruptibly();
                            mutex().unlock();
                            return true;
                        });
        while (memory.getIntVolatile(STRIDE) >= 0) { // without WAITERS
            Thread.onSpinWait();
        }
        mutex.unlock();
        assertTrue(waiter.get());
        assertEquals(0, buffer.getInt(STRIDE));
    }

    @Test
    void consistentIsRefusedWhereNobodyDied() {
        assertThrows(IllegalMonitorStateException.class, () -> mutex().makeConsistent());
        mutex().lock();
        assertThrows(IllegalStateException.class, () -> mutex().makeConsistent());
        mutex().unlock();
    }

    @Test
    void lockingTwiceIsRefusedAndTryingTwiceFails() throws Exception {
        OwnedMutex mutex = mutex();
        mutex.lock();
        assertThrows(IllegalStateException.class, mutex::lock);
        assertThrows(IllegalStateException.class, mutex::lockInterruptibly);
        assertThrows(IllegalStateException.class, () -> mutex.tryLock(1, TimeUnit.DAYS));
        assertFalse(mutex.tryLock());
        assertFalse(mutex.tryLock(0, TimeUnit.DAYS));
        mutex.unlock();
        assertTrue(elsewhere(() -> mutex().tryLock()));
    }

    @Test
    void unlockOfAnothersIsRefused() throws Exception {
        mutex().lock();
        assertTrue(mutex().isHeldByCurrentThread());
        assertFalse(elsewhere(() -> mutex().isHeldByCurrentThread()));
        IllegalMonitorStateException refusal =
                elsewhere(
                        () ->
                                assertThrows(
                                        IllegalMonitorStateException.class,
                                        () -> mutex().unlock()));
        int tid = memory.getInt(STRIDE) & PthreadMutexLayout.TID_MASK;
        assertTrue(refusal.getMessage().contains("tid=" + tid), refusal.getMessage());
        mutex().unlock();
    }

    @Test
    void holderIsToldByItsThreadIdToWhoeverAsks() throws Exception {
        int tid = (int) Kernel.call(SystemCall.GETTID);
        assertEquals(0, mutex().holderTid());
        mutex().lock();
        assertEquals(tid, elsewhere(() -> mutex().holderTid()));
        memory.putIntVolatile(STRIDE, PthreadMutexLayout.WAITERS | tid);
        assertEquals(tid, mutex().holderTid());
        memory.putIntVolatile(STRIDE, tid);
        mutex().unlock();
        memory.putIntVolatile(STRIDE, PthreadMutexLayout.OWNER_DIED | PthreadMutexLayout.WAITERS);
        assertEquals(0, mutex().holderTid());
    }

    @Test
    void writtenOverLinksAreRefusedAndFollowedNowhere() {
        OwnedMutex mutex = mutex(1);
        mutex.lock();
        mutex(2).lock();
        for (int link : new int[] {PthreadMutexLayout.PREV, PthreadMutexLayout.NEXT}) {
            long before = memory.getLong(STRIDE + link);
            for (long scribble : new long[] {0, 1, -1, 0x1234_5678L, before ^ 1}) {
                memory.putLong(STRIDE + link, scribble);
                assertThrows(IllegalStateException.class, mutex::unlock);
                assertTrue(mutex.isHeldByCurrentThread());
            }
            memory.putLong(STRIDE + link, before);
        }
        mutex.unlock();
        mutex(2).unlock();
        assertEquals(0, memory.getInt(STRIDE));
    }

    @Test
    void wordOfNobodyAliveIsWaitedForUntilTheDeadlineOnly() throws Exception {
        int nobody = 1 << 29;
        for (int word : new int[] {nobody, nobody | PthreadMutexLayout.WAITERS}) {
            memory.putIntVolatile(STRIDE, word);
            assertFalse(mutex().tryLock());
            assertTimesOutOrThrows();
        }
    }

    /** The kernel itself knows of some that their holder cannot exist. */
    void assertTimesOutOrThrows() throws Exception {
        assertEquals(Acquisition.TIMED_OUT, mutex().acquire(A_WHILE_MS, TimeUnit.MILLISECONDS));
    }

    @Test
    void whatIsNoMutexOfItsKindIsRefused() {
        for (int kind : new int[] {0, 1, 128, -1, PthreadMutexLayout.ROBUST ^ 32}) {
            memory.putInt(STRIDE + PthreadMutexLayout.KIND, kind);
            if (kind != (PthreadMutexLayout.ROBUST ^ 32)) {
                IllegalStateException refusal =
                        assertThrows(IllegalStateException.class, this::mutex);
                assertTrue(refusal.getMessage().contains("kind=" + kind), refusal.getMessage());
            }
        }
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> initialize((UnsafeBuffer) memory, memory.capacity() - 32));
        assertThrows(IllegalArgumentException.class, () -> initialize((UnsafeBuffer) memory, 4));
        assertThrows(
                IllegalArgumentException.class,
                () -> initialize(new UnsafeBuffer(new byte[128]), 0));
        assertThrows(
                IllegalArgumentException.class,
                () -> mutex((UnsafeBuffer) memory, 2 * STRIDE, null));
    }

    /** As glibc has it after pthread_mutexattr_settype(PTHREAD_MUTEX_NORMAL). */
    @Test
    void whatMadeItMayHaveNamedItsTypeNormal() {
        int kind = memory.getInt(STRIDE + PthreadMutexLayout.KIND);
        memory.putInt(STRIDE + PthreadMutexLayout.KIND, 512 | kind);
        mutex().lock();
        mutex().unlock();
        memory.putInt(STRIDE + PthreadMutexLayout.KIND, 512);
        assertThrows(IllegalStateException.class, this::mutex);
    }

    @Test
    void anotherPidNamespaceIsRefusedAndOneThatIsNotKnownIsNot() {
        int here = (int) ProcessIdentity.PID_NAMESPACE;
        memory.putInt(STRIDE + PthreadMutexLayout.PID_NAMESPACE, here - 1);
        IllegalStateException refusal = assertThrows(IllegalStateException.class, this::mutex);
        assertTrue(
                refusal.getMessage().contains(Integer.toUnsignedString(here - 1))
                        && refusal.getMessage().contains(Integer.toUnsignedString(here)),
                refusal.getMessage());
        memory.putInt(STRIDE + PthreadMutexLayout.PID_NAMESPACE, 0);
        mutex().lock();
        mutex().unlock();
    }
}
