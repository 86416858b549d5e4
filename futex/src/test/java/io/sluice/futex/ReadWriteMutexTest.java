package io.sluice.futex;

import static io.sluice.core.contract.OtherThread.elsewhere;
import static io.sluice.core.contract.OtherThread.start;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import io.sluice.core.contract.OtherThread;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers, and readers beside writers. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("LockNotBeforeTry") // where one fails, nobody needs the lock again
class ReadWriteMutexTest {
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

    private void awaitState(int expected) {
        while (state() != expected) {
            Thread.onSpinWait();
        }
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
    void wordsAreZeroAgainWhenNobodyHoldsIt() {
        reader.lock();
        assertEquals(8, state());
        reader.unlock();
        assertEquals(0, memory.getLong(OFFSET));
        writer.lock();
        assertEquals(4, state());
        assertEquals(1, memory.getInt(OFFSET + 4));
        writer.unlock();
        assertEquals(0, memory.getLong(OFFSET));
        assertEquals(0, memory.getInt(0));
        assertEquals(0, memory.getInt(OFFSET + ReadWriteMutex.LENGTH));
    }

    @Test
    void readersHoldItTogetherAndKeepWritersOut() throws Exception {
        reader.lock();
        assertTrue(elsewhere(() -> attach().readLock().tryLock()));
        assertFalse(writer.tryLock());
        assertFalse(writer.tryLock(1, TimeUnit.MILLISECONDS));
        reader.unlock();
        assertFalse(writer.tryLock());
        attach().readLock().unlock();
        assertTrue(writer.tryLock());
        assertFalse(reader.tryLock());
        assertFalse(reader.tryLock(1, TimeUnit.MILLISECONDS));
        writer.unlock();
        assertTrue(reader.tryLock(-1, TimeUnit.DAYS));
    }

    @Test
    void readersThatSleepGoOnAllWhenTheWriterUnlocks() throws Exception {
        writer.lock();
        List<OtherThread<Boolean>> readers = List.of(read(), read(), read());
        awaitState(ReadWriteMutex.WRITER | ReadWriteMutex.READERS);
        FutexTest.awaitSleepers(memory, OFFSET, 3);
        writer.unlock();
        for (OtherThread<Boolean> each : readers) {
            assertTrue(each.get());
        }
        assertEquals(0, state());
    }

    @Test
    void writerThatSleepsGoesOnWhenTheLastReaderLeaves() throws Exception {
        reader.lock();
        reader.lock();
        OtherThread<Boolean> waiting = write();
        FutexTest.awaitSleepers(memory, OFFSET, 1);
        reader.unlock();
        assertTrue(waiting.isStillRunningAfterMs(A_WHILE_MS));
        reader.unlock();
        assertTrue(waiting.get());
        assertEquals(0, memory.getLong(OFFSET));
    }

    @Test
    void writerThatWaitsKeepsNewReadersOutAndGoesFirst() throws Exception {
        reader.lock();
        OtherThread<Boolean> waitingWriter = write();
        FutexTest.awaitSleepers(memory, OFFSET, 1);
        assertFalse(reader.tryLock());
        OtherThread<Boolean> waitingReader = read();
        FutexTest.awaitSleepers(memory, OFFSET, 2);
        assertTrue(waitingReader.isStillRunningAfterMs(A_WHILE_MS));
        reader.unlock();
        assertTrue(waitingWriter.get());
        assertTrue(waitingReader.get());
    }

    @Test
    void unlockByWhoDoesNotHoldItIsRefused() throws Exception {
        assertThrows(IllegalMonitorStateException.class, reader::unlock);
        assertThrows(IllegalMonitorStateException.class, writer::unlock);
        writer.lock();
        assertThrows(IllegalMonitorStateException.class, reader::unlock);
        writer.unlock();
        reader.lock();
        assertThrows(IllegalMonitorStateException.class, writer::unlock);
        OtherThread<Boolean> waiting = write();
        FutexTest.awaitSleepers(memory, OFFSET, 1);
        assertThrows(IllegalMonitorStateException.class, writer::unlock);
        reader.unlock();
        assertTrue(waiting.get());
        assertThrows(IllegalMonitorStateException.class, reader::unlock);
        assertEquals(0, memory.getLong(OFFSET));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {-1, 1, 2, 3, 8 + 1, 8 + 2, 16 + 3, Integer.MIN_VALUE, Integer.MIN_VALUE + 4})
    void unlistedStateIsNamedAndNotChanged(int state) {
        memory.putIntVolatile(OFFSET, state);
        for (Lock lock : new Lock[] {reader, writer}) {
            List<Executable> actions =
                    List.of(
                            lock::lock,
                            lock::lockInterruptibly,
                            lock::tryLock,
                            () -> lock.tryLock(1, TimeUnit.DAYS),
                            lock::unlock);
            for (Executable action : actions) {
                IllegalStateException e = assertThrows(IllegalStateException.class, action);
                assertTrue(e.getMessage().contains("state=" + state + " "), e.getMessage());
            }
        }
        assertEquals(state, state());
        assertEquals(0, memory.getInt(OFFSET + 4));
    }

    @Test
    void wordOfTheWritersThatIsNoStateIsRefused() {
        memory.putIntVolatile(OFFSET + 4, 9);
        assertThrows(IllegalStateException.class, writer::lock);
        assertThrows(IllegalStateException.class, writer::tryLock);
        reader.lock();
        reader.unlock();
        assertEquals(0, state());
    }

    @Test
    void moreReadersThanThereIsRoomForAreRefused() {
        memory.putIntVolatile(OFFSET, Integer.MAX_VALUE & -8);
        assertThrows(IllegalStateException.class, reader::tryLock);
        assertThrows(IllegalStateException.class, reader::lock);
        reader.unlock();
        reader.lock();
        assertEquals(Integer.MAX_VALUE & -8, state());
    }

    @Test
    void placesThatNoWordCanHaveAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new ReadWriteMutex(memory, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> new ReadWriteMutex(memory, 60));
        assertThrows(
                IllegalArgumentException.class,
                () -> new ReadWriteMutex(new UnsafeBuffer(new byte[64]), 0));
    }

    @Test
    void conditionsAreRefusedAndNameWhatThereIs() {
        for (Lock lock : new Lock[] {reader, writer}) {
            UnsupportedOperationException refusal =
                    assertThrows(UnsupportedOperationException.class, lock::newCondition);
            assertTrue(refusal.getMessage().contains("CondVar"), refusal.getMessage());
        }
    }
}
