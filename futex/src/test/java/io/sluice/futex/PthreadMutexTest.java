package io.sluice.futex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.core.contract.OtherThread;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@link RobustMutex} and {@link PiMutex} are C's {@code pthread_mutex_t}: a program in C and this
 * JVM use the same.
 *
 * <pre>
 * offset  field
 *      0  the mutex
 *    512  COUNTER, 8 bytes, guarded by the mutex
 *    640  MADE by C, increments; by Java at 768
 *   4096  log, 8 bytes an entry: process in the upper half, its number in the lower, from 1
 * </pre>
 */
@SuppressWarnings("LockNotBeforeTry")
class PthreadMutexTest extends PthreadContract {
    private static final int LEAD = 100;
    private static final int COUNTER = 512;
    private static final int MADE_BY_C = 640;
    private static final int MADE_BY_JAVA = 768;

    PthreadMutexTest() throws IOException {}

    @Test
    void fieldsLieWhereCHasThem() throws Exception {
        boolean isArm = System.getProperty("os.arch").equals("aarch64");
        assertEquals(
                "sizeof=%d word=%d count=%d owner=%d users=%d kind=%d spins=%d prev=%d next=%d"
                        .formatted(
                                isArm ? 48 : RobustMutex.LENGTH,
                                PthreadMutexLayout.WORD,
                                PthreadMutexLayout.COUNT,
                                PthreadMutexLayout.OWNER,
                                PthreadMutexLayout.USERS,
                                PthreadMutexLayout.KIND,
                                PthreadMutexLayout.PID_NAMESPACE,
                                PthreadMutexLayout.PREV,
                                PthreadMutexLayout.NEXT),
                c.ask("layout"));
        assertEquals(PthreadMutexLayout.LENGTH, PiMutex.LENGTH);
    }

    @ParameterizedTest
    @EnumSource
    void madeByCItServesJava(PthreadKind kind) throws Exception {
        assertEquals("0", c.ask(kind.initializeInC()));
        takeTurns(kind);
    }

    @ParameterizedTest
    @EnumSource
    void madeByJavaItServesC(PthreadKind kind) throws Exception {
        kind.initialize(memory);
        takeTurns(kind);
    }

    @ParameterizedTest
    @EnumSource
    void destroyedByCItIsRefused(PthreadKind kind) throws Exception {
        kind.initialize(memory);
        takeTurns(kind);
        assertEquals("0", c.ask("destroy"));
        assertThrows(IllegalStateException.class, () -> kind.attach(memory));
        assertEquals("EINVAL", c.ask("lock"));
    }

    @ParameterizedTest
    @EnumSource
    void whoWaitsGetsItByTheOthersUnlock(PthreadKind kind) throws Exception {
        kind.initialize(memory);
        OwnedMutex mutex = kind.attach(memory);
        mutex.lock();
        c.begin("lock");
        awaitWaiter();
        mutex.unlock();
        assertEquals("0", c.answer());
        OtherThread<Acquisition> java = waitInJava(kind);
        assertEquals("0", c.ask("unlock"));
        assertEquals(Acquisition.ACQUIRED, java.get());
    }

    @ParameterizedTest
    @EnumSource
    void incrementsOfBothAreLoggedOnce(PthreadKind kind) throws Exception {
        kind.initialize(memory);
        c.begin("increment 0 " + EACH + " " + LEAD);
        increment(kind.attach(memory));
        assertEquals("0", c.answer());
        assertEquals(2 * EACH, memory.getLong(COUNTER));
        int[] numbers = new int[2];
        for (int i = 0; i < 2 * EACH; i++) {
            long entry = memory.getLong(LOG + i * Long.BYTES);
            int process = (int) (entry >>> Integer.SIZE);
            assertEquals(++numbers[process], (int) entry, "entry " + i + " of process " + process);
        }
        assertEquals(List.of(EACH, EACH), List.of(numbers[0], numbers[1]));
        takeTurns(kind);
    }

    /** As in C. */
    private void increment(OwnedMutex mutex) {
        for (int i = 1; i <= EACH; i++) {
            while (i - memory.getIntVolatile(MADE_BY_C) > LEAD) {
                Thread.yield();
            }
            mutex.lock();
            long found = memory.getLong(COUNTER);
            memory.putLong(LOG + (int) found * Long.BYTES, 1L << Integer.SIZE | i);
            memory.putLong(COUNTER, found + 1);
            mutex.unlock();
            memory.putIntVolatile(MADE_BY_JAVA, i);
        }
    }
}
