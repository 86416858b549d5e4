package io.sluice.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.contract.OtherThread;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SeqLockTest {
    static {
        AgronaAccess.ensureOpen();
    }

    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final int OFFSET = 64;
    private static final int FIRST = 128;
    private static final int FIELDS = 16;

    private final UnsafeBuffer memory = new UnsafeBuffer(ByteBuffer.allocateDirect(512));
    private final SeqLock lock = new SeqLock(memory, OFFSET);

    @Test
    void wordIsOddWhileBeingWrittenAndGrows() {
        for (long write = 0; write < 3; write++) {
            assertEquals(2 * write, memory.getLong(OFFSET));
            lock.writeBegin();
            assertEquals(2 * write + 1, memory.getLong(OFFSET));
            lock.writeEnd();
        }
        memory.putLong(OFFSET, 0);
        for (int i = 0; i < memory.capacity(); i++) {
            assertEquals(0, memory.getByte(i), "offset=" + i);
        }
    }

    @Test
    void readBesideNoWriteIsWhole() {
        long stamp = lock.readBegin();
        assertEquals(0, stamp);
        assertFalse(lock.readRetry(stamp));
        assertFalse(lock.readRetry(stamp));
    }

    @Test
    void readThatAnyPartOfAWriteOverlapsIsRetried() {
        long before = lock.readBegin();
        lock.writeBegin();
        assertTrue(lock.readRetry(before));
        long during = lock.readBegin();
        assertTrue(lock.readRetry(during));
        lock.writeEnd();
        assertTrue(lock.readRetry(before));
        assertTrue(lock.readRetry(during));
        assertFalse(lock.readRetry(lock.readBegin()));
    }

    @Test
    void readNeverStoresSoThatAReadOnlyMappingDoes() {
        SeqLock readOnly =
                new SeqLock(
                        new UnsafeBuffer(ByteBuffer.allocateDirect(512).asReadOnlyBuffer()), 64);
        assertFalse(readOnly.readRetry(readOnly.readBegin()));
    }

    @Test
    void secondWriterIsRefusedWithTheWord() {
        lock.writeBegin();
        IllegalStateException refusal =
                assertThrows(
                        IllegalStateException.class,
                        () -> new SeqLock(memory, OFFSET).writeBegin());
        assertTrue(refusal.getMessage().contains("word=1"), refusal.getMessage());
        assertEquals(1, memory.getLong(OFFSET));
    }

    @Test
    void endingWhatNobodyBeganIsRefused() {
        assertThrows(IllegalStateException.class, lock::writeEnd);
        assertEquals(0, memory.getLong(OFFSET));
    }

    @Test
    void deadWriterIsFollowedByOneWhoWritesAgain() {
        long before = lock.readBegin();
        lock.writeBegin(); // and dies
        long during = lock.readBegin();
        lock.writeAgain();
        assertEquals(1, memory.getLong(OFFSET));
        assertTrue(lock.readRetry(during));
        lock.writeEnd();
        assertTrue(lock.readRetry(before));
        assertTrue(lock.readRetry(during));
        assertFalse(lock.readRetry(lock.readBegin()));
        lock.writeAgain(); // where nobody died
        assertEquals(3, memory.getLong(OFFSET));
    }

    @Test
    void noReadIsTornAndNoneGoesBack() throws Exception {
        AtomicBoolean isEnough = new AtomicBoolean();
        OtherThread<Long> writer = OtherThread.start(() -> writeUntil(isEnough));
        long startNs = System.nanoTime();
        long last = 0;
        int changes = 0;
        int retries = 0;
        while (changes < 5_000 || retries < 500) {
            assertTrue(
                    System.nanoTime() - startNs < DEADLINE_NS,
                    lock + " changes=" + changes + " retries=" + retries);
            long stamp = lock.readBegin();
            long first = memory.getLong(FIRST);
            boolean isTorn = false;
            for (int i = 1; i < FIELDS; i++) {
                isTorn |= memory.getLong(FIRST + i * Long.BYTES) != first;
            }
            if (lock.readRetry(stamp)) {
                retries++;
                continue;
            }
            assertFalse(isTorn, "stamp=" + stamp);
            assertEquals(stamp / 2, first);
            assertTrue(first >= last, first + " after " + last);
            changes += first > last ? 1 : 0;
            last = first;
        }
        isEnough.set(true);
        assertEquals(writer.get(), memory.getLong(FIRST));
    }

    private long writeUntil(AtomicBoolean isEnough) {
        SeqLock other = new SeqLock(memory, OFFSET);
        long value = 0;
        while (!isEnough.get()) {
            value++;
            other.writeBegin();
            write(value);
            other.writeEnd();
            for (int i = 0; i < 16; i++) {
                Thread.onSpinWait();
            }
        }
        return value;
    }

    private void write(long value) {
        for (int i = 0; i < FIELDS; i++) {
            memory.putLong(FIRST + i * Long.BYTES, value);
        }
    }

    @Test
    void wordOutsideTheBufferOrMisalignedIsRefused() {
        for (int offset : new int[] {-8, 505, 512, 4, 65}) {
            String message =
                    assertThrows(IllegalArgumentException.class, () -> new SeqLock(memory, offset))
                            .getMessage();
            assertTrue(message.contains("offset=" + offset), message);
        }
        assertEquals("SeqLock(offset=504, word=0)", new SeqLock(memory, 504).toString());
    }
}
