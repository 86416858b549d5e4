package io.sluice.futex;

import static io.sluice.futex.KilledPassers.HOLDS;
import static io.sluice.futex.KilledPassers.LINGER;
import static io.sluice.futex.KilledPassers.LOCKS;
import static io.sluice.futex.KilledPassers.PROCESSES;
import static io.sluice.futex.KilledPassers.PUT;
import static io.sluice.futex.KilledPassers.REPORTS;
import static io.sluice.futex.KilledPassers.TAKEN;
import static io.sluice.futex.KilledPassers.UNLOCKS;
import static io.sluice.futex.KilledPassers.linger;
import static io.sluice.futex.KilledPassers.passed;
import static io.sluice.futex.KilledPassers.reported;
import static io.sluice.futex.KilledPassers.state;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.contract.ChildJvm;
import io.sluice.core.contract.OtherThread;
import io.sluice.core.contract.SharedFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.AtomicBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Four JVMs that pass numbers through a buffer under a robust mutex with two conditions, of which
 * one at a time is killed: about to lock, holding, waiting, unlocking. The others go on, and each
 * death of a holder is told of once.
 *
 * <p>{@code -Dsluice.kills=1000} does that so often; {@code -Dsluice.seed} replays the instants as
 * far as the machine lets them.
 */
@Timeout(value = 3600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RobustMutexProcessesTest {
    private static final int KILLS = Integer.getInteger("sluice.kills", 10);
    private static final long SEED = Long.getLong("sluice.seed", System.nanoTime());
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int WARM = 500;
    private static final int NOBODY = -1;
    private static final List<String> FLAGS =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"); // starts sooner

    private final Random random = new Random(SEED);
    private final ChildJvm[] children = new ChildJvm[PROCESSES];
    private final SharedFile file = SharedFile.create(KilledPassers.LENGTH);
    private final AtomicBuffer memory = file.memory();

    /** After how long others went on, by what the victim was about. */
    private final Map<Integer, List<Long>> goneOnNs = new TreeMap<>();

    RobustMutexProcessesTest() throws IOException {}

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
                ChildJvm.start(FLAGS, KilledPassers.Passer.class, file.name(), process + "");
        children[process].awaitLine("ready");
    }

    @Test
    void survivorsGoOnAndEachDeathIsToldOfOnce() throws Exception {
        RobustMutex.initialize(memory, 0);
        for (int p = 0; p < PROCESSES; p++) {
            start(p);
        }
        for (int i = 0; i < KILLS; i++) {
            String kill = "kill " + i + " of seed " + SEED;
            awaitEverybody("before " + kill);
            int victim = random.nextInt(PROCESSES);
            aimAt(victim);
            int reportsBefore = memory.getIntVolatile(REPORTS);
            int reportedBefore = memory.getIntVolatile(reported(victim));
            children[victim].kill();
            memory.putIntVolatile(LINGER, 0);
            long startNs = System.nanoTime();
            awaitProgress("after " + kill, victim);
            int about = memory.getIntVolatile(state(victim));
            goneOnNs.computeIfAbsent(about, a -> new ArrayList<>())
                    .add(System.nanoTime() - startNs);
            int reports = memory.getIntVolatile(REPORTS) - reportsBefore;
            int told = memory.getIntVolatile(reported(victim)) - reportedBefore;
            assertTrue(
                    reports >= told && reports <= 1,
                    kill + ": state=" + about + " reports=" + reports + " told=" + told);
            start(victim);
        }
        awaitEverybody("in the end");
        report();
    }

    /** Waits until the victim is about something in particular, in which a holder lingers. */
    private void aimAt(int victim) {
        int aim = LOCKS + random.nextInt(UNLOCKS);
        if (aim == HOLDS || aim == UNLOCKS) {
            memory.putIntVolatile(LINGER, linger(victim, aim));
        }
        while (memory.getIntVolatile(state(victim)) != aim) {
            Thread.onSpinWait();
        }
        OtherThread.spin(random.nextInt(20_000));
    }

    /** Waits until a process that has just started has warmed up, and everybody moves. */
    private void awaitEverybody(String when) throws Exception {
        for (int p = 0; p < PROCESSES; p++) {
            awaitMore(passed(p), WARM, when, NOBODY);
        }
    }

    /** Waits until more has been put and taken, by others than the victim. */
    private void awaitProgress(String when, int victim) throws Exception {
        awaitMore(PUT, 2, when, victim);
        awaitMore(TAKEN, 2, when, victim);
    }

    private void awaitMore(int counter, int more, String when, int victim) throws Exception {
        long deadlineNs = System.nanoTime() + DEADLINE_NS;
        int target = memory.getIntVolatile(counter) + more;
        while (memory.getIntVolatile(counter) < target) {
            for (int p = 0; p < PROCESSES; p++) {
                if (p != victim && !children[p].isAlive()) {
                    throw new AssertionError(when + ": " + children[p].end());
                }
            }
            if (System.nanoTime() > deadlineNs) {
                throw new AssertionError(when + ": nothing moves, " + states());
            }
            LockSupport.parkNanos(50_000);
        }
    }

    private String states() {
        StringBuilder states = new StringBuilder();
        for (int p = 0; p < PROCESSES; p++) {
            states.append("state ").append(memory.getIntVolatile(state(p))).append(", ");
        }
        return states + "word " + Integer.toHexString(memory.getIntVolatile(0));
    }

    private void report() {
        System.out.printf(
                "RobustMutex, CondVar: %d kills, %d deaths of holders told of, %d numbers passed%n",
                KILLS, memory.getIntVolatile(REPORTS), memory.getIntVolatile(TAKEN));
        String[] names = {"", "locking", "holding", "waiting", "unlocking"};
        goneOnNs.forEach(
                (about, ns) -> {
                    Collections.sort(ns);
                    int count = ns.size();
                    System.out.printf(
                            "  %-9s %4d killed, others went on after us: p50 %6d, p99 %6d, max %6d%n",
                            names[about],
                            count,
                            ns.get(count / 2) / 1_000,
                            ns.get(count * 99 / 100) / 1_000,
                            ns.get(count - 1) / 1_000);
                });
    }
}
