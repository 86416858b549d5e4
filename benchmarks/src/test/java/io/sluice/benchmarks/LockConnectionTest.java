package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.Affinity;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every lock between the processes that the command starts. */
@Timeout(
        value = 120,
        threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a reply is not interruptible
class LockConnectionTest {
    private static final double SECONDS = 0.03;

    private static LockFleet fleet;

    @BeforeAll
    static void startProcesses() throws Exception {
        int[] cpus = Affinity.current().stream().limit(2).toArray();
        Assumptions.assumeTrue(cpus.length == 2, "two processes need two CPUs");
        Plan.Pins pins = new Plan.Pins(cpus[0], cpus[1]);
        fleet = new LockFleet(new LockPlan(LockTypes.all(), List.of(), 1, pins));
    }

    @AfterAll
    static void endProcesses() throws Exception {
        if (fleet != null) {
            fleet.close();
        }
    }

    static List<LockType> types() {
        return LockTypes.all();
    }

    @ParameterizedTest
    @MethodSource("types")
    void everyModeIsMeasuredAndCountsAgree(LockType type) throws Exception {
        if (type.runner() == LockType.Runner.C) {
            Assumptions.assumeTrue(CProgram.isThere(), "no C compiler");
        }
        LockConnection connection = fleet.open(type);
        for (LockMode mode : type.modes()) {
            Slice slice = connection.measure(mode, SECONDS);
            assertTrue(slice.messages() > 0, mode + ": " + slice);
            assertTrue(slice.elapsedNs() >= SECONDS * 1e9, mode + ": " + slice);
            assertTrue(slice.cpuNs() > 0, mode + ": " + slice);
            assertEquals(mode.isContended(), !Double.isNaN(slice.leastShare()), mode.id());
            assertEquals(
                    mode.isHandoff() ? slice.messages() : 0,
                    slice.roundTrips().getTotalCount(),
                    mode.id());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = LockMode.class,
            names = {"CONTENDED_2", "CONTENDED_4"})
    void lockThatLetTwoInIsRefused(LockMode mode) {
        long[] counts = {3, 2};
        assertDoesNotThrow(() -> LockConnection.check(JavaLock.MUTEX, mode, counts, 5));
        IllegalStateException refused =
                assertThrows(
                        IllegalStateException.class,
                        () -> LockConnection.check(JavaLock.MUTEX, mode, counts, 4));
        assertTrue(refused.getMessage().contains("counter=4 after 5 locks"), refused.getMessage());
    }

    @Test
    void handoffThatLostATurnIsRefused() {
        LockMode mode = LockMode.HANDOFF_2_CPUS;
        assertThrows(
                IllegalStateException.class,
                () -> LockConnection.check(CLock.COND, mode, new long[] {3, 2}, 0));
        assertDoesNotThrow(() -> LockConnection.check(CLock.COND, mode, new long[] {3, 3}, 0));
    }

    @Test
    void countsAreLostWhereNothingExcludes(@TempDir Path directory) throws Exception {
        LockArea area = LockArea.map(Side.FIRST, directory);
        Exclusion none = Exclusion.of(new Semaphore(2));
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        long[] counts;
        do {
            area.reset();
            area.start();
            FutureTask<Long> other = contended(area, none);
            FutureTask<Long> one = contended(area, none);
            Thread.sleep(20);
            area.stop();
            counts = new long[] {one.get(), other.get()};
        } while (area.counter() == counts[0] + counts[1] && System.nanoTime() < deadlineNs);
        assertNotEquals(area.counter(), counts[0] + counts[1]);
    }

    private static FutureTask<Long> contended(LockArea area, Exclusion exclusion) {
        LockBody loops = new ExclusionLoops(area, exclusion);
        FutureTask<Long> task = new FutureTask<>(() -> loops.run("contended", 0));
        new Thread(task, "contended").start();
        return task;
    }
}
