package io.sluice.futex;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.core.contract.ChildJvm;
import io.sluice.core.contract.OtherThread;
import io.sluice.core.contract.SharedFile;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Of the death of a holder Java learns what C left, and C what Java left. */
class PthreadDeathTest extends PthreadContract {
    private static final List<String> FLAGS =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"); // starts sooner

    PthreadDeathTest() throws IOException {}

    @ParameterizedTest
    @EnumSource
    void whoWaitsInJavaLearnsThatCWasKilled(PthreadKind kind) throws Exception {
        kind.initialize(memory);
        assertEquals("0", c.ask("lock"));
        OwnedMutex mutex = kind.attach(memory);
        OtherThread<Acquisition> waiter =
                OtherThread.start(
                        () -> {
                            Acquisition acquired = mutex.acquire();
                            mutex.makeConsistent();
                            mutex.unlock();
                            return acquired;
                        });
        awaitWaiter();
        c.kill();
        assertEquals(Acquisition.OWNER_DIED, waiter.get());
        assertEquals(Acquisition.ACQUIRED, mutex.acquire());
        mutex.unlock();
    }

    @ParameterizedTest
    @EnumSource
    void whoComesLateInJavaLearnsThatCWasKilled(PthreadKind kind) throws Exception {
        assertEquals("0", c.ask(kind.initializeInC()));
        assertEquals("0", c.ask("lock"));
        c.kill();
        while ((memory.getIntVolatile(0) & PthreadMutexLayout.OWNER_DIED) == 0) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        OwnedMutex mutex = kind.attach(memory);
        assertEquals(Acquisition.OWNER_DIED, mutex.acquire());
        start();
        assertEquals("EBUSY", c.ask("trylock"));
        mutex.makeConsistent();
        mutex.unlock();
        assertEquals("0", c.ask("lock"));
    }

    /** A JVM that holds the mutex until it is killed. */
    static final class Holder {
        public static void main(String[] args) throws Exception {
            OwnedMutex mutex = PthreadKind.valueOf(args[1]).attach(SharedFile.map(args[0]));
            mutex.lock();
            System.out.println("holds");
            Thread.sleep(TimeUnit.MINUTES.toMillis(1));
        }
    }

    @ParameterizedTest
    @CsvSource({"ROBUST, true", "ROBUST, false", "PRIORITY, true", "PRIORITY, false"})
    void cLearnsThatAJvmWasKilled(PthreadKind kind, boolean waits) throws Exception {
        kind.initialize(memory);
        try (ChildJvm jvm = ChildJvm.start(FLAGS, Holder.class, file.name(), kind.name())) {
            assertEquals("holds", jvm.awaitLine("holds"));
            if (waits) {
                c.begin("lock");
                awaitWaiter();
                jvm.kill();
            } else {
                jvm.kill();
                c.begin("trylock");
            }
            assertEquals("EOWNERDEAD", c.answer());
        }
        assertEquals("0", c.ask("consistent"));
        assertEquals("0", c.ask("unlock"));
        takeTurns(kind);
    }

    @ParameterizedTest
    @EnumSource
    void unlockedByCWithoutRepairItIsNotRecoverableInJava(PthreadKind kind) throws Exception {
        kind.initialize(memory);
        Thread dead = new Thread(kind.attach(memory)::lock);
        dead.start();
        dead.join();
        assertEquals("EOWNERDEAD", c.ask("lock"));
        OtherThread<Acquisition> waiter = waitInJava(kind);
        assertEquals("0", c.ask("unlock"));
        assertEquals(Acquisition.NOT_RECOVERABLE, waiter.get());
        assertEquals(Acquisition.NOT_RECOVERABLE, kind.attach(memory).tryAcquire());
        assertEquals("ENOTRECOVERABLE", c.ask("lock"));
    }

    @ParameterizedTest
    @EnumSource
    void unlockedByJavaWithoutRepairItIsNotRecoverableInC(PthreadKind kind) throws Exception {
        assertEquals("0", c.ask(kind.initializeInC()));
        assertEquals("0", c.ask("lock"));
        c.kill();
        OwnedMutex mutex = kind.attach(memory);
        assertEquals(Acquisition.OWNER_DIED, mutex.acquire());
        start();
        c.begin("lock");
        awaitWaiter();
        mutex.unlock();
        assertEquals("ENOTRECOVERABLE", c.answer());
        assertEquals("ENOTRECOVERABLE", c.ask("lock"));
        assertEquals(Acquisition.NOT_RECOVERABLE, mutex.acquire());
        assertEquals(0, memory.getInt(0));
        // glibc 2.36 leaves its tid in the word of a robust one then.
        assertEquals("ENOTRECOVERABLE", c.ask("trylock"));
        assertEquals(Acquisition.NOT_RECOVERABLE, mutex.acquire());
        assertEquals(Acquisition.NOT_RECOVERABLE, mutex.acquire(1, TimeUnit.DAYS));
        assertEquals(Acquisition.NOT_RECOVERABLE, mutex.tryAcquire());
    }
}
