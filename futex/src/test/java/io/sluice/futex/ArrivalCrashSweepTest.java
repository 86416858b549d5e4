package io.sluice.futex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.contract.OtherThread;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who dies at a barrier or a latch has arrived or has not, and the others go on once as many as are
 * missing have come in its place; who dies at an event count harms nobody.
 */
class ArrivalCrashSweepTest extends CrashSweep {
    private static final int PARTIES = 3;

    private Barrier barrier() {
        return new Barrier(memory, 0, PARTIES);
    }

    private OtherThread<Boolean> party() {
        return survivor(
                () -> {
                    int unused = barrier().await();
                });
    }

    private int generation() {
        return memory.getIntVolatile(4);
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, false", "2, false", "0, true", "2, true"})
    void partyOfABarrier(int before, boolean timed) throws Exception {
        sweep(
                n -> {
                    Barrier barrier = barrier();
                    OtherThread<?>[] others = new OtherThread<?>[PARTIES - 1];
                    for (int i = 0; i < before; i++) {
                        others[i] = party();
                    }
                    await("they come", () -> barrier.getNumberWaiting() == before);
                    CrashingBuffer dying = new CrashingBuffer(memory);
                    Barrier mortal = new Barrier(dying, 0, PARTIES);
                    dying.arm(n);
                    Participant victim = new Participant(() -> meet(mortal, timed));
                    await(
                            "it comes",
                            () -> victim.isDone() || barrier.getNumberWaiting() == before + 1);
                    boolean hasCome = generation() == 1 || barrier.getNumberWaiting() == before + 1;
                    for (int i = before; i < PARTIES - 1; i++) {
                        others[i] = party();
                    }
                    OtherThread<Boolean> instead = hasCome ? null : party();
                    for (OtherThread<?> other : others) {
                        assertEquals(true, other.get());
                    }
                    assertTrue(instead == null || instead.get());
                    assertEquals(1, generation());
                    assertEquals(0, barrier.getNumberWaiting());
                    return victim.died();
                });
    }

    private static void meet(Barrier barrier, boolean timed)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        int unused = timed ? barrier.await(1, TimeUnit.DAYS) : barrier.await();
    }

    @Test
    void resetterOfABarrierBreaksItOrNot() throws Exception {
        sweep(
                n -> {
                    Barrier barrier = barrier();
                    AtomicInteger outcomes = new AtomicInteger();
                    OtherThread<Boolean> waiter = survivor(() -> outcomes.set(outcome(barrier)));
                    await("it waits", () -> barrier.getNumberWaiting() == 1);
                    CrashingBuffer dying = new CrashingBuffer(memory);
                    Barrier mortal = new Barrier(dying, 0, PARTIES);
                    dying.arm(n);
                    boolean died = dies(mortal::reset);
                    if (generation() == 0) {
                        assertTrue(died);
                        barrier.reset();
                    }
                    assertTrue(waiter.get());
                    assertEquals(-1, outcomes.get());
                    assertEquals(0, barrier.getNumberWaiting());
                    return died;
                });
    }

    private static int outcome(Barrier barrier) throws InterruptedException {
        try {
            return barrier.await();
        } catch (BrokenBarrierException e) {
            return -1;
        }
    }

    /** Two wait for a count of two, of which the victim counts one. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void counterOfALatch(boolean counts) throws Exception {
        sweep(
                n -> {
                    Latch latch = new Latch(memory, 0, 2);
                    CrashingBuffer dying = new CrashingBuffer(memory);
                    Latch mortal = new Latch(dying, 0);
                    OtherThread<Boolean> first = survivor(latch::await);
                    OtherThread<Boolean> second =
                            survivor(() -> assertTrue(latch.await(1, TimeUnit.DAYS)));
                    awaitSleepers(2);
                    dying.arm(n);
                    Participant victim =
                            new Participant(counts ? mortal::countDown : mortal::await);
                    await("it is done or sleeps", () -> victim.isDone() || sleepers(0) == 3);
                    long before = latch.getCount();
                    assertTrue(before == 2 || (counts && before == 1));
                    for (long i = 0; i < before; i++) {
                        latch.countDown();
                    }
                    assertTrue(first.get() && second.get());
                    assertEquals(0, latch.getCount());
                    return victim.died();
                });
    }

    /** The last of the count. */
    @Test
    void openerOfALatch() throws Exception {
        sweep(
                n -> {
                    Latch latch = new Latch(memory, 0, 1);
                    CrashingBuffer dying = new CrashingBuffer(memory);
                    Latch mortal = new Latch(dying, 0);
                    OtherThread<Boolean> first = survivor(latch::await);
                    awaitSleepers(1);
                    dying.arm(n);
                    boolean died = dies(mortal::countDown);
                    if (latch.getCount() > 0) {
                        assertTrue(died);
                        latch.countDown();
                    }
                    assertTrue(first.get());
                    return died;
                });
    }

    /** Two take a permit each; the victim waits beside them, or gives the first permit. */
    @ParameterizedTest
    @CsvSource({"waits", "waits and is interrupted", "signals", "signals all"})
    void whoDiesAtAnEventCount(String role) throws Exception {
        sweep(
                n -> {
                    AtomicInteger permits = new AtomicInteger();
                    EventCount events = new EventCount(memory, 0);
                    CrashingBuffer dying = new CrashingBuffer(memory);
                    EventCount mortal = new EventCount(dying, 0);
                    OtherThread<Boolean> first = survivor(() -> take(events, permits));
                    OtherThread<Boolean> second = survivor(() -> take(events, permits));
                    awaitSleepers(2);
                    dying.arm(n);
                    Participant victim = new Participant(() -> act(role, mortal, permits));
                    await("it is done or sleeps", () -> victim.isDone() || sleepers(0) == 3);
                    if (role.contains("interrupted")) {
                        victim.interrupt();
                    }
                    int given = role.startsWith("signals") ? 1 : 0;
                    for (int i = given; i < 3; i++) {
                        permits.incrementAndGet();
                        events.signal();
                    }
                    assertTrue(first.get() && second.get());
                    return victim.died();
                });
    }

    private static void act(String role, EventCount events, AtomicInteger permits)
            throws InterruptedException {
        switch (role) {
            case "signals" -> {
                permits.incrementAndGet();
                events.signal();
            }
            case "signals all" -> {
                permits.incrementAndGet();
                events.signalAll();
            }
            default -> {
                try {
                    take(events, permits);
                } catch (InterruptedException e) {
                    // As it may: it has taken nothing.
                }
            }
        }
    }

    private static void take(EventCount events, AtomicInteger permits) throws InterruptedException {
        while (true) {
            int ticket = events.prepare();
            int found = permits.get();
            if (found > 0 && permits.compareAndSet(found, found - 1)) {
                return;
            }
            if (found == 0) {
                events.await(ticket);
            }
        }
    }
}
