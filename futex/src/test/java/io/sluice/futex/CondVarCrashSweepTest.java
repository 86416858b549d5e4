package io.sluice.futex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is waited for is a word that is no longer 0. Who dies holding the mutex leaves it locked,
 * which {@link #repairIfAllWait} undoes, and gives no signal twice; all others go on.
 */
@SuppressWarnings("LockNotBeforeTry")
class CondVarCrashSweepTest extends CrashSweep {
    private static final int CONDITION = 8;
    private static final int AWAITED = 64;

    private final Mutex mutex = new Mutex(memory, 0);
    private final CondVar condition = new CondVar(memory, CONDITION, mutex);
    private CrashingBuffer dying;

    /** What the victim has. */
    private final class Mortal {
        final Mutex mutex;
        final CondVar condition;

        Mortal() {
            dying = new CrashingBuffer(memory);
            mutex = new Mutex(dying, 0);
            condition = new CondVar(dying, CONDITION, mutex);
        }
    }

    private void waitAsSurvivor() throws InterruptedException {
        wait(mutex, condition, "await");
    }

    private void wait(Mutex lock, CondVar awaited, String role) throws InterruptedException {
        lock.lock();
        boolean inTime = true;
        while (inTime && memory.getIntVolatile(AWAITED) == 0) {
            switch (role) {
                case "await" -> awaited.await();
                case "uninterruptibly" -> awaited.awaitUninterruptibly();
                case "timed" -> assertTrue(awaited.await(1, TimeUnit.DAYS));
                default -> inTime = awaited.await(1, TimeUnit.MILLISECONDS);
            }
        }
        lock.unlock();
    }

    private int asleep() {
        return sleepers(CONDITION) + sleepers(0);
    }

    private static int undone(List<Participant> participants) {
        return (int) participants.stream().filter(each -> !each.isDone()).count();
    }

    /** Where nobody is awake the dead one alone can hold the mutex. */
    private void repairIfAllWait(List<Participant> living) {
        int undone = undone(living);
        if (undone > 0
                && asleep() == undone
                && memory.getIntVolatile(0) != Mutex.FREE
                && asleep() == undone) {
            mutex.unlock();
        }
    }

    private void awaitEnd(Participant victim, List<Participant> living) throws Exception {
        await(
                "all go on",
                () -> {
                    if (victim.isDone() && victim.died()) {
                        repairIfAllWait(living);
                    }
                    return undone(living) == 0 && victim.isDone();
                });
        for (Participant each : living) {
            assertFalse(each.died());
        }
        if (victim.died() && memory.getIntVolatile(0) != Mutex.FREE) {
            mutex.unlock();
        }
        mutex.lock();
        condition.signalAll();
        mutex.unlock();
        assertEquals(Mutex.FREE, memory.getIntVolatile(0));
        assertEquals(0, memory.getIntVolatile(CONDITION) & 1);
    }

    /** One signal for two of whom one dies; what they wait for is there for both. */
    @ParameterizedTest
    @CsvSource({
        "await, true, false",
        "await, false, false",
        "uninterruptibly, true, false",
        "uninterruptibly, false, false",
        "timed, true, false",
        "timed, false, false",
        "timed out, true, false",
        "timed out, false, false",
        "await, true, true",
        "await, false, true",
        "timed, true, true"
    })
    void waiter(String role, boolean inFront, boolean interrupted) throws Exception {
        sweep(
                n -> {
                    Mortal mortal = new Mortal();
                    Participant other = null;
                    if (!inFront) {
                        other = new Participant(this::waitAsSurvivor);
                        await("the other waits", () -> sleepers(CONDITION) == 1);
                    }
                    dying.arm(n);
                    Participant victim = new Participant(() -> waitAsVictim(mortal, role));
                    int before = inFront ? 0 : 1;
                    await("it waits", () -> victim.isDone() || sleepers(CONDITION) > before);
                    if (victim.isDone() && memory.getIntVolatile(0) != Mutex.FREE) {
                        assertTrue(victim.died());
                        mutex.unlock();
                    }
                    if (inFront) {
                        other = new Participant(this::waitAsSurvivor);
                        await("both wait", () -> asleep() == (victim.isDone() ? 1 : 2));
                    }
                    List<Participant> living = List.of(other);
                    await("a lock", () -> tryLockOrRepair(victim, living));
                    memory.putIntVolatile(AWAITED, 1);
                    if (interrupted) {
                        victim.interrupt();
                    }
                    condition.signal();
                    mutex.unlock();
                    awaitEnd(victim, living);
                    return victim.died();
                });
    }

    private void waitAsVictim(Mortal mortal, String role) throws InterruptedException {
        try {
            wait(mortal.mutex, mortal.condition, role);
        } catch (InterruptedException e) {
            mortal.mutex.unlock();
        }
    }

    private boolean tryLockOrRepair(Participant victim, List<Participant> living) throws Exception {
        if (victim.isDone() && victim.died()) {
            repairIfAllWait(living);
        }
        return mutex.tryLock();
    }

    /** It has signalled, and then all go on, or it has not, and then another must. */
    @ParameterizedTest
    @CsvSource({"false, 0", "false, 1", "false, 2", "true, 0", "true, 1", "true, 2"})
    void signaller(boolean all, int waiters) throws Exception {
        sweep(
                n -> {
                    Mortal mortal = new Mortal();
                    List<Participant> living = startWaiters(waiters);
                    mortal.mutex.lock();
                    int before = memory.getIntVolatile(CONDITION);
                    memory.putIntVolatile(AWAITED, 1);
                    dying.arm(n);
                    Participant victim =
                            new Participant(
                                    () -> {
                                        if (all) {
                                            mortal.condition.signalAll();
                                        } else {
                                            mortal.condition.signal();
                                        }
                                        mortal.mutex.unlock();
                                    });
                    boolean died = victim.died();
                    int after = memory.getIntVolatile(CONDITION);
                    assertTrue(died || waiters == 0 || after != before);
                    if (died && after == before) {
                        assertTrue(mutex.announce(), "its death gave up the mutex");
                        await("all wait still", () -> asleep() == waiters);
                        condition.signalAll();
                    }
                    awaitEnd(victim, living);
                    return died;
                });
    }

    private List<Participant> startWaiters(int count) throws Exception {
        List<Participant> waiters =
                Stream.generate(() -> new Participant(this::waitAsSurvivor)).limit(count).toList();
        await("all wait", () -> sleepers(CONDITION) == count);
        return waiters;
    }
}
