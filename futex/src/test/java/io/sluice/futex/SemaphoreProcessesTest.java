package io.sluice.futex;

import static io.sluice.futex.KilledTakers.GIVES;
import static io.sluice.futex.KilledTakers.HOLDS;
import static io.sluice.futex.KilledTakers.IN_USE;
import static io.sluice.futex.KilledTakers.PARKED;
import static io.sluice.futex.KilledTakers.PAUSE;
import static io.sluice.futex.KilledTakers.PERMITS;
import static io.sluice.futex.KilledTakers.PROCESSES;
import static io.sluice.futex.KilledTakers.WANTS;
import static io.sluice.futex.KilledTakers.state;
import static io.sluice.futex.KilledTakers.taken;
import static io.sluice.futex.KilledTakers.wanted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.contract.ChildJvm;
import io.sluice.core.contract.OtherThread;
import io.sluice.core.contract.SharedFile;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AtomicBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Four JVMs that take permits, of which one at a time is killed: holding, waiting, giving. The
 * others go on with what it leaves; then they pause, and what is missing is exactly what it had.
 *
 * <p>{@code -Dsluice.kills=1000} does that so often; {@code -Dsluice.seed} replays the instants as
 * far as the machine lets them.
 */
@Timeout(value = 3600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SemaphoreProcessesTest {
    private static final int KILLS = Integer.getInteger("sluice.kills", 10);
    private static final long SEED = Long.getLong("sluice.seed", System.nanoTime());
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);
    private static final List<String> FLAGS =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"); // starts sooner

    private final Random random = new Random(SEED);
    private final ChildJvm[] children = new ChildJvm[PROCESSES];
    private final SharedFile file = SharedFile.create(KilledTakers.LENGTH);
    private final AtomicBuffer memory = file.memory();
    private final Semaphore semaphore = new Semaphore(memory, 0);

    private final int[] killed = new int[GIVES + 1]; // by what the victim was about
    private final int[] returned = new int[GIVES + 1]; // of those, who had permits

    SemaphoreProcessesTest() throws IOException {}

    @AfterEach
    void cleanUp() throws Exception {
        for (ChildJvm child : children) {
            if (child != null) {
                child.kill();
            }
        }
        file.close();
    }

    private void start(int process) throws IOException {
        children[process] =
                ChildJvm.start(FLAGS, KilledTakers.Taker.class, file.name(), process + "");
        children[process].awaitLine("ready");
    }

    @Test
    void killedTakerLeavesExactlyItsPermitsMissingAndNobodyAsleep() throws Exception {
        semaphore.release(PERMITS);
        for (int p = 0; p < PROCESSES; p++) {
            start(p);
        }
        long[] goneOnNs = new long[KILLS];
        for (int i = 0; i < KILLS; i++) {
            String kill = "kill " + i + " of seed " + SEED;
            awaitProgress("before " + kill, -1);
            int victim = random.nextInt(PROCESSES);
            aimAt(victim);
            children[victim].kill();
            long startNs = System.nanoTime();
            awaitProgress("after " + kill, victim);
            goneOnNs[i] = System.nanoTime() - startNs;
            pauseAllBut(victim, kill);
            account(victim, kill);
            start(victim);
            memory.putIntVolatile(PAUSE, 0);
        }
        awaitProgress("in the end", -1);
        report(goneOnNs);
    }

    /** Waits, for a while, until the victim is about something in particular. */
    private void aimAt(int victim) throws InterruptedException {
        int aim = WANTS + random.nextInt(GIVES);
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(5);
        while (memory.getIntVolatile(state(victim)) != aim && System.nanoTime() < deadlineNs) {
            Thread.onSpinWait();
        }
        OtherThread.spin(random.nextInt(20_000));
    }

    /** All but one take twice anew: the first may have been under way. */
    private void awaitProgress(String when, int butOf) throws Exception {
        long deadlineNs = System.nanoTime() + DEADLINE_NS;
        long[] targets = new long[PROCESSES];
        for (int p = 0; p < PROCESSES; p++) {
            targets[p] = memory.getLongVolatile(taken(p)) + 2;
        }
        for (int p = 0; p < PROCESSES; p++) {
            while (p != butOf && memory.getLongVolatile(taken(p)) < targets[p]) {
                requireAlive(p, when, deadlineNs);
            }
        }
    }

    private void pauseAllBut(int victim, String when) throws Exception {
        long deadlineNs = System.nanoTime() + DEADLINE_NS;
        memory.putIntVolatile(PAUSE, 1);
        for (int p = 0; p < PROCESSES; p++) {
            while (p != victim && memory.getIntVolatile(state(p)) != PARKED) {
                requireAlive(p, when, deadlineNs);
            }
        }
    }

    private void requireAlive(int process, String when, long deadlineNs) throws Exception {
        if (!children[process].isAlive()) {
            throw new AssertionError(when + ": " + children[process].end());
        }
        if (System.nanoTime() > deadlineNs) {
            throw new AssertionError(
                    "%s: process %d is stuck in state %d, word %d"
                            .formatted(
                                    when,
                                    process,
                                    memory.getIntVolatile(state(process)),
                                    memory.getIntVolatile(0)));
        }
        TimeUnit.MICROSECONDS.sleep(50);
    }

    /** Nobody else has a permit: what is missing is the victim's, all of it or none. */
    private void account(int victim, String when) {
        int about = memory.getIntVolatile(state(victim));
        int permits = memory.getIntVolatile(wanted(victim));
        int missing = PERMITS - semaphore.availablePermits();
        long inUse = memory.getLongVolatile(IN_USE);
        int noted = KilledTakers.noted(inUse, victim);
        String what = "%s: state %d, noted %d".formatted(when, about, noted);
        assertEquals(inUse, (long) noted << (8 * victim), what);
        assertTrue(missing == 0 || missing == permits, what + ", missing " + missing);
        assertTrue(noted == 0 || noted == missing, what + ", missing " + missing);
        if (about == HOLDS) {
            assertEquals(permits, missing, what);
        }
        killed[about]++;
        if (missing > 0) {
            returned[about]++;
            semaphore.release(missing);
        }
        memory.putLongVolatile(IN_USE, 0);
        assertEquals(PERMITS, semaphore.availablePermits(), what);
    }

    private void report(long[] goneOnNs) {
        Arrays.sort(goneOnNs);
        System.out.printf(
                "Semaphore: %d kills, victims waiting %d (%d had taken), holding %d, giving %d (%d"
                        + " had not given); others went on in us: p50 %d, p99 %d, max %d%n",
                KILLS,
                killed[WANTS],
                returned[WANTS],
                killed[HOLDS],
                killed[GIVES],
                returned[GIVES],
                goneOnNs[KILLS / 2] / 1_000,
                goneOnNs[KILLS * 99 / 100] / 1_000,
                goneOnNs[KILLS - 1] / 1_000);
    }
}
