package io.sluice.futex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.contract.ChildJvm;
import io.sluice.core.contract.SharedFile;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AtomicBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two JVMs that read and write under one lock; one is killed while it waits for this one. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("LockNotBeforeTry")
class ReadWriteMutexProcessesTest {
    private static final int WRITES = 10_000;
    private static final int WRITERS_OFFSET = 4;
    private static final List<String> FLAGS =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"); // starts sooner

    private final SharedFile file = SharedFile.create(ReadWriteParty.LENGTH);
    private final AtomicBuffer memory = file.memory();
    private final ReadWriteMutex lock = new ReadWriteMutex(memory, 0);
    private ChildJvm victim;
    private ChildJvm survivor;

    ReadWriteMutexProcessesTest() throws IOException {}

    @BeforeEach
    void start() throws IOException {
        victim = ChildJvm.start(FLAGS, ReadWriteParty.class, file.name());
        survivor = ChildJvm.start(FLAGS, ReadWriteParty.class, file.name());
        victim.awaitLine("ready");
        survivor.awaitLine("ready");
    }

    @AfterEach
    void cleanUp() throws Exception {
        victim.close();
        survivor.close();
        file.close();
    }

    @Test
    void readersSeeNoWriteHalfDone() throws Exception {
        victim.tell("both " + WRITES);
        survivor.tell("both " + WRITES);
        victim.awaitLine("done");
        survivor.awaitLine("done");
        assertEquals(ReadWriteParty.PROCESSES * WRITES, memory.getInt(ReadWriteParty.ONE));
        assertEquals(ReadWriteParty.PROCESSES * WRITES, memory.getInt(ReadWriteParty.OTHER));
        assertEquals(ReadWriteMutex.FREE, memory.getInt(0));
        assertEquals(0, memory.getInt(WRITERS_OFFSET));
    }

    /** To read they sleep at the first word, and to write at the second. */
    private void tellAndAwaitSleepers(ChildJvm child, String line, int count) throws Exception {
        child.tell(line);
        FutexTest.awaitSleepers(memory, line.equals("read") ? 0 : WRITERS_OFFSET, count);
    }

    @ParameterizedTest
    @CsvSource({"read, read", "read, write", "write, read", "write, write"})
    void whoIsKilledWaitingForTheWriterStrandsNobody(String dies, String lives) throws Exception {
        lock.writeLock().lock();
        tellAndAwaitSleepers(victim, dies, 1);
        tellAndAwaitSleepers(survivor, lives, dies.equals(lives) ? 2 : 1);
        victim.kill();
        lock.writeLock().unlock();
        survivor.awaitLine("done");
        survivor.tell("write");
        survivor.awaitLine("done");
        assertTrue(lock.writeLock().tryLock());
        lock.writeLock().unlock();
    }

    /** It keeps new readers out already, and nothing says who it was. */
    @Test
    void writerKilledWaitingForReadersLeavesItLocked() throws Exception {
        lock.readLock().lock();
        victim.tell("write");
        while ((memory.getIntVolatile(0) & ReadWriteMutex.WRITER) == 0) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        victim.kill();
        lock.readLock().unlock();
        assertFalse(lock.readLock().tryLock());
        assertFalse(lock.writeLock().tryLock());
    }
}
