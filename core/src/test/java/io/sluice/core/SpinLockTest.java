package io.sluice.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.contract.LockContract;
import io.sluice.core.contract.OtherThread;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class SpinLockTest extends LockContract {
    private static final int OFFSET = 64;

    @Override
    protected Lock attach() {
        return new SpinLock(memory, OFFSET);
    }

    @Test
    void wordIsOneWhileLockedAndNothingElseChanges() {
        attach().lock();
        try {
            assertEquals(1, memory.getInt(OFFSET));
        } finally {
            attach().unlock();
        }
        assertEquals(0, memory.getInt(OFFSET));
        assertTrue(attach().tryLock());
        assertEquals(1, memory.getInt(OFFSET));
        attach().unlock();
        for (int i = 0; i < memory.capacity(); i++) {
            assertEquals(0, memory.getByte(i), "offset=" + i);
        }
    }

    @Test
    void wordThatIsNeitherIsRefusedWithItsValueByEveryCall() {
        Lock lock = attach();
        for (int word : new int[] {2, -1, Integer.MIN_VALUE}) {
            memory.putInt(OFFSET, word);
            assertRefused(word, lock::lock);
            assertRefused(word, lock::tryLock);
            assertRefused(word, () -> lock.tryLock(1, TimeUnit.DAYS));
            assertRefused(word, lock::lockInterruptibly);
            assertRefused(word, lock::unlock);
            assertEquals(word, memory.getInt(OFFSET));
        }
    }

    private static void assertRefused(int word, Executable call) {
        IllegalStateException refusal = assertThrows(IllegalStateException.class, call);
        assertTrue(refusal.getMessage().contains("word=" + word), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("offset=" + OFFSET), refusal.getMessage());
    }

    @Test
    void wordScribbledOverWhileSomebodyWaitsEndsTheWait() throws Exception {
        Lock lock = attach();
        lock.lock();
        OtherThread<Void> waiter =
                OtherThread.start(
                        () -> {
                            attach().lock();
                            return null;
                        });
        assertTrue(waiter.isStillRunningAfterMs(20));
        memory.putInt(OFFSET, 77);
        ExecutionException refusal = assertThrows(ExecutionException.class, waiter::get);
        assertTrue(refusal.getMessage().contains("word=77"), refusal.getMessage());
    }

    @Test
    void lockingTwiceWaitsForItself() throws Exception {
        attach().lock();
        assertFalse(attach().tryLock());
        assertFalse(attach().tryLock(1, TimeUnit.MILLISECONDS));
    }

    @Test
    void wordOutsideTheBufferOrMisalignedIsRefused() {
        int end = memory.capacity();
        for (int offset : new int[] {-4, Integer.MIN_VALUE, end - 3, end, Integer.MAX_VALUE}) {
            String message = refusal(offset);
            assertTrue(message.contains("capacity=" + end), message);
        }
        for (int offset : new int[] {1, 2, 3, 65}) {
            String message = refusal(offset);
            assertTrue(message.contains("multiple of 4"), message);
        }
        assertTrue(new SpinLock(memory, end - SpinLock.LENGTH).tryLock());
    }

    private String refusal(int offset) {
        String message =
                assertThrows(IllegalArgumentException.class, () -> new SpinLock(memory, offset))
                        .getMessage();
        assertTrue(message.contains("offset=" + offset), message);
        return message;
    }

    @Test
    void wordInTheHeapIsRefused() {
        UnsafeBuffer heap = new UnsafeBuffer(new byte[64]);
        assertThrows(IllegalArgumentException.class, () -> new SpinLock(heap, 0));
    }

    @Test
    void stringShowsTheWord() {
        attach().lock();
        assertEquals("SpinLock(offset=64, word=1)", attach().toString());
    }
}
