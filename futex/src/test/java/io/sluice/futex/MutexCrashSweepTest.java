package io.sluice.futex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.contract.OtherThread;
import io.sluice.futex.CrashingBuffer.Change;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A dead holder leaves it locked, which {@link #repair} undoes. Whoever dies in any other place, in
 * whatever role, leaves nobody asleep for good and a word that is free in the end.
 */
@SuppressWarnings("LockNotBeforeTry")
class MutexCrashSweepTest extends CrashSweep {
    private final Mutex mutex = new Mutex(memory, 0);
    private CrashingBuffer dying;

    /** The mutex as the victim has it. */
    private Mutex mortal() {
        dying = new CrashingBuffer(memory);
        return new Mutex(dying, 0);
    }

    private void lockAndUnlock() {
        mutex.lock();
        mutex.unlock();
    }

    private void lockInterruptiblyAndUnlock() throws InterruptedException {
        mutex.lockInterruptibly();
        mutex.unlock();
    }

    /** Whether the victim held it when it died: it had taken it, and a system call ends unlock. */
    private boolean wasHolder() {
        List<Change> changes = dying.changes();
        return !changes.isEmpty() && changes.get(changes.size() - 1).from() == Mutex.FREE;
    }

    private void repair() {
        if (wasHolder()) {
            assertFalse(mutex.tryLock());
            mutex.unlock();
        }
    }

    private void assertFreeInTheEnd() {
        lockAndUnlock();
        assertEquals(Mutex.FREE, memory.getIntVolatile(0));
    }

    private static void lockAs(Mutex mutex, String role) throws InterruptedException {
        switch (role) {
            case "lock" -> mutex.lock();
            case "interruptibly" -> mutex.lockInterruptibly();
            case "timed" -> assertTrue(mutex.tryLock(1, TimeUnit.DAYS));
            default -> {
                if (!mutex.tryLock(1, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        }
        mutex.unlock();
    }

    @ParameterizedTest
    @CsvSource({"lock", "interruptibly", "timed"})
    void aloneItHasItOrHasItNot(String role) throws Exception {
        sweep(
                n -> {
                    Mutex mortal = mortal();
                    dying.arm(n);
                    boolean died = dies(() -> lockAs(mortal, role));
                    assertEquals(wasHolder(), memory.getIntVolatile(0) != Mutex.FREE);
                    assertEquals(died && n > 0, wasHolder());
                    repair();
                    assertFreeInTheEnd();
                    return died;
                });
    }

    /** Whoever is killed in unlock has woken the next, or holds it as before. */
    @Test
    void unlockerWithTwoAsleep() throws Exception {
        sweep(
                n -> {
                    Mutex mortal = mortal();
                    mortal.lock();
                    OtherThread<Boolean> first = survivor(this::lockAndUnlock);
                    OtherThread<Boolean> second = survivor(this::lockInterruptiblyAndUnlock);
                    awaitSleepers(2);
                    dying.arm(n);
                    boolean died = dies(mortal::unlock);
                    if (died) {
                        assertEquals(Mutex.CONTENDED, memory.getIntVolatile(0));
                        awaitSleepers(2);
                        repair();
                    }
                    assertTrue(first.get() && second.get());
                    assertFreeInTheEnd();
                    return died;
                });
    }

    /** The one in front is woken first; and a third takes the lock in between. */
    @ParameterizedTest
    @CsvSource({
        "lock, true",
        "lock, false",
        "interruptibly, true",
        "interruptibly, false",
        "timed, true",
        "timed, false",
        "timed out, true",
        "timed out, false"
    })
    void lockerAtALockThatIsHeld(String role, boolean inFront) throws Exception {
        sweep(n -> waiterIsCutAt(n, role, inFront, false));
    }

    @ParameterizedTest
    @CsvSource({"interruptibly, true", "interruptibly, false", "timed, true", "timed, false"})
    void waiterThatIsInterruptedAndWokenAtOnce(String role, boolean inFront) throws Exception {
        sweep(n -> waiterIsCutAt(n, role, inFront, true));
    }

    private boolean waiterIsCutAt(int n, String role, boolean inFront, boolean interrupted)
            throws Exception {
        Mutex mortal = mortal();
        mutex.lock();
        OtherThread<Boolean> other = null;
        if (!inFront) {
            other = survivor(this::lockAndUnlock);
            awaitSleepers(1);
        }
        dying.arm(n);
        Participant victim =
                new Participant(
                        () -> {
                            try {
                                lockAs(mortal, role);
                            } catch (InterruptedException e) {
                                assertTrue(interrupted);
                            }
                        });
        int before = inFront ? 0 : 1;
        await("the victim waits", () -> victim.isDone() || sleepers(0) > before);
        if (inFront) {
            other = survivor(this::lockAndUnlock);
            await("the other waits", () -> sleepers(0) == (victim.isDone() ? 1 : 2));
        }
        if (interrupted) {
            victim.interrupt();
        }
        mutex.unlock();
        if (mutex.tryLock()) {
            mutex.unlock();
        }
        boolean died = victim.died();
        if (died) {
            repair();
        }
        assertTrue(other.get());
        assertFreeInTheEnd();
        return died;
    }
}
