package io.sluice.futex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.contract.OtherThread;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Permits are what they were, less those the victim took, or more by all that it released: none is
 * made or lost by a death, and nobody sleeps on while there are enough.
 */
class SemaphoreCrashSweepTest extends CrashSweep {
    private static final int OTHERS = 2; // permits that the survivor wants who wants several

    private final Semaphore semaphore = new Semaphore(memory, 0);
    private CrashingBuffer dying;

    /** The semaphore as the victim has it. */
    private Semaphore mortal() {
        dying = new CrashingBuffer(memory);
        return new Semaphore(dying, 0);
    }

    /** Permits less those from before, by the victim's own changes. */
    private int added() {
        return dying.changes().stream()
                .mapToInt(
                        change -> change.to() / Semaphore.PERMIT - change.from() / Semaphore.PERMIT)
                .sum();
    }

    /** Whether it got them. */
    private static boolean acquireAs(Semaphore semaphore, String role, int permits)
            throws InterruptedException {
        switch (role) {
            case "acquire" -> semaphore.acquire(permits);
            case "uninterruptibly" -> semaphore.acquireUninterruptibly(permits);
            case "timed" -> assertTrue(semaphore.tryAcquire(permits, 1, TimeUnit.DAYS));
            default -> {
                return semaphore.tryAcquire(permits, 1, TimeUnit.MILLISECONDS);
            }
        }
        return true;
    }

    @ParameterizedTest
    @CsvSource({"acquire, 1", "uninterruptibly, 3", "timed, 3", "timed out, 1"})
    void aloneItTakesAllOrNone(String role, int permits) throws Exception {
        sweep(
                n -> {
                    Semaphore mortal = mortal();
                    semaphore.release(5);
                    dying.arm(n);
                    boolean died = dies(() -> assertTrue(acquireAs(mortal, role, permits)));
                    assertEquals(5 + added(), semaphore.availablePermits());
                    assertEquals(died ? 0 : -permits, added());
                    return died;
                });
    }

    /** Two others wait, one of them for several; permits for all come one after the other. */
    @ParameterizedTest
    @CsvSource({
        "acquire, 1, true, false",
        "acquire, 1, false, false",
        "acquire, 3, true, false",
        "acquire, 3, false, false",
        "uninterruptibly, 1, true, false",
        "uninterruptibly, 3, false, false",
        "timed, 1, false, false",
        "timed, 3, true, false",
        "timed out, 1, true, false",
        "timed out, 3, false, false",
        "acquire, 1, true, true",
        "acquire, 3, true, true",
        "acquire, 1, false, true",
        "timed, 3, false, true"
    })
    void waiterForPermits(String role, int permits, boolean inFront, boolean interrupted)
            throws Exception {
        sweep(
                n -> {
                    Semaphore mortal = mortal();
                    OtherThread<Boolean> one = null;
                    OtherThread<Boolean> several = null;
                    if (!inFront) {
                        one = survivor(() -> semaphore.acquire());
                        several = survivor(() -> semaphore.acquireUninterruptibly(OTHERS));
                        awaitSleepers(2);
                    }
                    int before = inFront ? 0 : 2;
                    dying.arm(n);
                    boolean[] got = new boolean[1]; // by the victim
                    Participant victim =
                            new Participant(() -> got[0] = acquire(mortal, role, permits));
                    await("the victim waits", () -> victim.isDone() || sleepers(0) > before);
                    if (inFront) {
                        one = survivor(() -> semaphore.acquire());
                        several = survivor(() -> semaphore.acquireUninterruptibly(OTHERS));
                        await("all wait", () -> sleepers(0) == (victim.isDone() ? 2 : 3));
                    }
                    if (interrupted) {
                        victim.interrupt();
                    }
                    releaseEach(1, OTHERS, permits);
                    boolean died = victim.died();
                    assertTrue(one.get() && several.get());
                    assertTrue(added() == -permits || (added() == 0 && !got[0]));
                    assertTrue(died || got[0] == (added() != 0));
                    assertEquals(permits + added(), semaphore.availablePermits());
                    return died;
                });
    }

    /** One permit wakes one waiter, and if that is the one that dies the other must find it. */
    @ParameterizedTest
    @CsvSource({"acquire, acquire", "uninterruptibly, uninterruptibly", "timed, uninterruptibly"})
    void waiterThatIsWokenForAnother(String role, String otherRole) throws Exception {
        sweep(
                n -> {
                    Semaphore mortal = mortal();
                    dying.arm(n);
                    Participant victim = new Participant(() -> acquireAs(mortal, role, 1));
                    await("the victim waits", () -> victim.isDone() || sleepers(0) == 1);
                    OtherThread<Boolean> other = survivor(() -> acquireAs(semaphore, otherRole, 1));
                    await("both wait", () -> sleepers(0) == (victim.isDone() ? 1 : 2));
                    semaphore.release();
                    // Woken or not, the victim takes it, dies or sleeps on.
                    await("one goes on", () -> victim.isDone() || !other.isStillRunningAfterMs(0));
                    boolean isForOther = victim.isDone() && victim.died() && added() == 0;
                    if (!isForOther) {
                        semaphore.release();
                    }
                    boolean died = victim.died();
                    assertTrue(other.get());
                    int released = isForOther ? 1 : 2;
                    assertEquals(released - 1 + added(), semaphore.availablePermits());
                    return died;
                });
    }

    private static boolean acquire(Semaphore semaphore, String role, int permits) {
        try {
            return acquireAs(semaphore, role, permits);
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void releaseEach(int... permits) {
        for (int each : permits) {
            semaphore.release(each);
        }
    }

    /** Dying earlier it gave nothing, dying later all; what it did not give another gives. */
    @ParameterizedTest
    @CsvSource({
        "1, 0, 0",
        "1, 1, 0",
        "1, 0, 1",
        "1, 2, 0",
        "1, 1, 1",
        "3, 0, 0",
        "3, 2, 0",
        "3, 1, 1",
        "600, 0, 0",
        "600, 2, 0",
        "600, 1, 1"
    })
    void releaserGivesAllOrNone(int permits, int waitForOne, int waitForSeveral) throws Exception {
        boolean[] gave = new boolean[1]; // in the life before
        int wanted = waitForOne + OTHERS * waitForSeveral;
        sweep(
                n -> {
                    Semaphore mortal = mortal();
                    List<Participant> few = waiters(waitForOne, 1);
                    List<Participant> many = waiters(waitForSeveral, OTHERS);
                    awaitSleepers(waitForOne + waitForSeveral);
                    dying.arm(n);
                    boolean died = dies(() -> mortal.release(permits));
                    await("all that can have taken", () -> nobodyCanTake(few, many));
                    boolean gives =
                            semaphore.availablePermits() > 0
                                    || undone(few) + undone(many) < few.size() + many.size();
                    assertTrue(died || gives);
                    assertFalse(gave[0] && !gives, "gave in the life before");
                    gave[0] = gives;
                    semaphore.release(wanted);
                    for (Participant waiter : few) {
                        assertFalse(waiter.died());
                    }
                    for (Participant waiter : many) {
                        assertFalse(waiter.died());
                    }
                    assertEquals(gives ? permits : 0, semaphore.availablePermits());
                    return died;
                });
    }

    private List<Participant> waiters(int count, int permits) {
        return Stream.generate(() -> new Participant(() -> semaphore.acquire(permits)))
                .limit(count)
                .toList();
    }

    private static int undone(List<Participant> waiters) {
        return (int) waiters.stream().filter(waiter -> !waiter.isDone()).count();
    }

    /** Whether all who wait do so in vain, and nobody is on its way. */
    private boolean nobodyCanTake(List<Participant> few, List<Participant> many) {
        int asleep = sleepers(0);
        int permits = semaphore.availablePermits();
        return asleep == undone(few) + undone(many)
                && (permits < 1 || undone(few) == 0)
                && (permits < OTHERS || undone(many) == 0);
    }

    /** Of who releases after having taken, a death loses what it held and no more. */
    @ParameterizedTest
    @CsvSource({"1", "3"})
    void holderTakesItsPermitsAlongAndNoMore(int permits) throws Exception {
        sweep(
                n -> {
                    Semaphore mortal = mortal();
                    semaphore.release(permits + 1);
                    dying.arm(n);
                    boolean died =
                            dies(
                                    () -> {
                                        mortal.acquire(permits);
                                        mortal.release(permits);
                                    });
                    assertEquals(permits + 1 + added(), semaphore.availablePermits());
                    assertTrue(added() == 0 || added() == -permits);
                    assertTrue(semaphore.tryAcquire(1, 1, TimeUnit.DAYS));
                    return died;
                });
    }
}
