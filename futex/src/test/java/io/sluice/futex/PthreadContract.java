package io.sluice.futex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.core.contract.OtherThread;
import io.sluice.core.contract.SharedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AtomicBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Memory that this JVM and a program in C share, with a mutex at its beginning. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class PthreadContract {
    static final int EACH = 20_000;
    static final int LOG = 4096;

    @TempDir private static Path directory;
    private static Path program;

    final SharedFile file = SharedFile.create(LOG + 2 * EACH * Long.BYTES);
    final AtomicBuffer memory = file.memory();
    PthreadProgram c;

    PthreadContract() throws IOException {}

    @BeforeAll
    static void compile() throws Exception {
        program = PthreadProgram.compile(directory);
    }

    @BeforeEach
    void start() throws IOException {
        c = PthreadProgram.start(program, file);
    }

    @AfterEach
    void cleanUp() throws IOException {
        c.close();
        file.close();
    }

    static String fields(int word, int held, int owner, PthreadKind kind) {
        return "word=%d owner=%d users=%d kind=%d".formatted(word, owner, held, kind.inC());
    }

    /** Locks and unlocks in both, and looks at the fields in between. */
    void takeTurns(PthreadKind kind) throws Exception {
        OwnedMutex mutex = kind.attach(memory);
        for (String lock : List.of("lock", "trylock")) {
            assertEquals("0", c.ask(lock));
            assertEquals(fields(c.tid(), 1, c.tid(), kind), c.ask("fields"));
            assertEquals(Acquisition.TIMED_OUT, mutex.tryAcquire());
            assertThrows(IllegalMonitorStateException.class, mutex::unlock);
            assertEquals("0", c.ask("unlock"));
            assertEquals(fields(0, 0, 0, kind), c.ask("fields"));
            assertEquals(Acquisition.ACQUIRED, mutex.acquire());
            int tid = memory.getInt(0);
            assertEquals(fields(tid, 1, tid, kind), c.ask("fields"));
            assertEquals("EBUSY", c.ask("trylock"));
            assertEquals("EPERM", c.ask("unlock"));
            mutex.unlock();
            assertEquals(fields(0, 0, 0, kind), c.ask("fields"));
        }
    }

    void awaitWaiter() throws InterruptedException {
        while (memory.getIntVolatile(0) >= 0) { // without WAITERS
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    /** In a thread that ends with what it holds. */
    OtherThread<Acquisition> waitInJava(PthreadKind kind) throws InterruptedException {
        OtherThread<Acquisition> waiter = OtherThread.start(() -> kind.attach(memory).acquire());
        awaitWaiter();
        return waiter;
    }
}
