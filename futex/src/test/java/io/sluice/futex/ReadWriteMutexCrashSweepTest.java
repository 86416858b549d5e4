package io.sluice.futex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.contract.OtherThread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A reader, or a writer that holds it or keeps readers out, leaves it as that when it dies, which
 * {@link #repair} undoes. Whoever dies in any other place leaves nobody asleep for good, and all is
 * free in the end.
 */
@SuppressWarnings("LockNotBeforeTry")
class ReadWriteMutexCrashSweepTest extends CrashSweep {
    private static final int WRITERS = 4;

    private final ReadWriteMutex mutex = new ReadWriteMutex(memory, 0);
    private CrashingBuffer dying;

    /** A lock as the victim has it. */
    private Lock mortal(boolean reads) {
        dying = new CrashingBuffer(memory);
        return lockOf(new ReadWriteMutex(dying, 0), reads);
    }

    private static Lock lockOf(ReadWriteMutex mutex, boolean reads) {
        return reads ? mutex.readLock() : mutex.writeLock();
    }

    private static void use(Lock lock, String role) throws InterruptedException {
        switch (role) {
            case "lock" -> lock.lock();
            case "interruptibly" -> lock.lockInterruptibly();
            case "timed" -> assertTrue(lock.tryLock(1, TimeUnit.DAYS));
            default -> {
                if (!lock.tryLock(1, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        }
        lock.unlock();
    }

    private OtherThread<Boolean> user(boolean reads) {
        return survivor(() -> use(lockOf(mutex, reads), "lock"));
    }

    /** Once nobody but the victim can have it: gives up what it had. */
    private void repair(boolean isReader) {
        int state = memory.getIntVolatile(0);
        if (isReader) {
            if (state >= ReadWriteMutex.READER) {
                mutex.readLock().unlock();
            }
        } else if ((state & ReadWriteMutex.WRITER) != 0) {
            mutex.writeLock().unlock();
        } else if (memory.getIntVolatile(WRITERS) != Mutex.FREE) {
            new Mutex(memory, WRITERS).unlock();
        }
    }

    private void assertFreeInTheEnd() throws Exception {
        use(mutex.readLock(), "lock");
        use(mutex.writeLock(), "lock");
        assertEquals(0, memory.getIntVolatile(0));
        assertEquals(0, memory.getIntVolatile(WRITERS));
    }

    @ParameterizedTest
    @CsvSource({
        "true, lock",
        "true, interruptibly",
        "true, timed",
        "false, lock",
        "false, interruptibly",
        "false, timed"
    })
    void aloneItHasItOrHasItNot(boolean reads, String role) throws Exception {
        sweep(
                n -> {
                    Lock mortal = mortal(reads);
                    dying.arm(n);
                    boolean died = dies(() -> use(mortal, role));
                    assertEquals(died && !dying.changes().isEmpty(), isTaken());
                    repair(reads);
                    assertFreeInTheEnd();
                    return died;
                });
    }

    private boolean isTaken() {
        return memory.getIntVolatile(0) != 0 || memory.getIntVolatile(WRITERS) != 0;
    }

    /** Whoever is killed in unlock holds it as before, or has woken all who may go on. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void unlockerWithAReaderAndAWriterAsleep(boolean reads) throws Exception {
        sweep(
                n -> {
                    Lock mortal = mortal(reads);
                    mortal.lock();
                    OtherThread<Boolean> writer = user(false);
                    await("the writer waits", this::isWaitedForByAWriter);
                    OtherThread<Boolean> reader = user(true);
                    await("the reader sleeps", () -> hasBit(ReadWriteMutex.READERS));
                    dying.arm(n);
                    boolean died = dies(mortal::unlock);
                    if (died) {
                        repair(reads);
                    }
                    assertTrue(writer.get() && reader.get());
                    assertFreeInTheEnd();
                    return died;
                });
    }

    private boolean isWaitedForByAWriter() {
        return hasBit(ReadWriteMutex.DRAIN) || memory.getIntVolatile(WRITERS) == Mutex.CONTENDED;
    }

    private boolean hasBit(int bit) {
        return (memory.getIntVolatile(0) & bit) != 0;
    }

    /** The victim waits while another has it; a third waits beside it. */
    @ParameterizedTest
    @CsvSource({
        "true, lock, false, false",
        "true, interruptibly, false, false",
        "true, timed, false, true",
        "true, timed out, false, false",
        "true, interruptibly, false, true",
        "false, lock, false, false",
        "false, interruptibly, false, true",
        "false, timed, false, false",
        "false, timed out, false, false",
        "false, lock, true, false",
        "false, interruptibly, true, true",
        "false, timed, true, false",
        "false, timed out, true, false"
    })
    void waiterBesideAnother(boolean reads, String role, boolean heldByReader, boolean interrupted)
            throws Exception {
        sweep(
                n -> {
                    Lock held = lockOf(mutex, heldByReader);
                    held.lock();
                    Lock mortal = mortal(reads);
                    dying.arm(n);
                    Participant victim = new Participant(() -> useUntilInterrupted(mortal, role));
                    await("the victim waits", () -> victim.isDone() || sleepers(0, reads) > 0);
                    if (interrupted) {
                        victim.interrupt();
                    }
                    held.unlock();
                    boolean died = victim.died();
                    if (died) {
                        repair(reads);
                    }
                    OtherThread<Boolean> reader = user(true);
                    OtherThread<Boolean> writer = user(false);
                    assertTrue(reader.get() && writer.get());
                    assertFreeInTheEnd();
                    return died;
                });
    }

    /** At the state, or at the mutex among writers. */
    private int sleepers(int offset, boolean reads) {
        return sleepers(offset) + (reads ? 0 : sleepers(WRITERS));
    }

    private static void useUntilInterrupted(Lock lock, String role) {
        try {
            use(lock, role);
        } catch (InterruptedException e) {
            // As it may: it has nothing then.
        }
    }
}
