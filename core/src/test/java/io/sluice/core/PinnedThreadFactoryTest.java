package io.sluice.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PinnedThreadFactoryTest {
    private static final String ALLOWED = "Cpus_allowed_list:";

    private final Topology topology = Topology.current();

    private static String allowedByKernel() {
        try {
            return Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
                    .filter(line -> line.startsWith(ALLOWED))
                    .map(line -> line.substring(ALLOWED.length()).trim())
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyThreadHasACpuOfItsOwnUntilItEnds() throws Exception {
        PinnedThreadFactory threads =
                PinnedThreadFactory.each("test", topology, Placement.usable());
        CountDownLatch end = new CountDownLatch(1);
        List<String> seen = new ArrayList<>();
        List<String> usable = topology.usable().stream().mapToObj(String::valueOf).toList();
        List<Thread> started = new ArrayList<>();
        for (int i = 0; i < usable.size(); i++) {
            CompletableFuture<String> cpu = new CompletableFuture<>();
            Thread thread =
                    threads.newThread(
                            () -> {
                                cpu.complete(allowedByKernel());
                                await(end);
                            });
            thread.start();
            started.add(thread);
            seen.add(cpu.get());
        }
        assertEquals(usable, seen);
        assertEquals("test-1", started.get(0).getName());
        assertThrows(PlacementException.class, () -> threads.newThread(() -> {}));
        end.countDown();
        for (Thread thread : started) {
            thread.join();
        }
        Thread next = threads.newThread(() -> {});
        assertEquals("test-" + (usable.size() + 1), next.getName());
        next.start();
        next.join();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void executorReplacesAThreadWhoseTaskThrewOnTheSameCpu() throws Exception {
        CpuSet one = CpuSet.of(topology.usable().first());
        PinnedThreadFactory threads =
                PinnedThreadFactory.each("throwing", topology, Placement.usable().among(one));
        CompletableFuture<String> thrown = new CompletableFuture<>();
        ExecutorService executor =
                Executors.newFixedThreadPool(
                        1,
                        task -> {
                            Thread thread = threads.newThread(task);
                            thread.setUncaughtExceptionHandler(
                                    (dead, e) -> thrown.complete(e.getMessage()));
                            return thread;
                        });
        try {
            executor.execute(
                    () -> {
                        throw new IllegalStateException("of the task");
                    });
            assertEquals("of the task", thrown.get());
            String seen =
                    executor.submit(() -> Thread.currentThread().getName() + allowedByKernel())
                            .get();
            assertEquals("throwing-2" + one, seen);
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void allThreadsShareTheirCpus() throws Exception {
        CpuSet last = CpuSet.of(topology.usable().stream().max().getAsInt());
        ExecutorService executor =
                Executors.newFixedThreadPool(3, PinnedThreadFactory.all("shared", last));
        try {
            for (int i = 0; i < 3; i++) {
                Future<String> seen = executor.submit(() -> allowedByKernel());
                assertEquals(last.toString(), seen.get());
            }
        } finally {
            executor.shutdown();
        }
        assertThrows(
                IllegalArgumentException.class, () -> PinnedThreadFactory.all("none", CpuSet.of()));
    }

    @Test
    void threadThatNeverStartsGivesItsCpuBackOnceItIsUnreachable() {
        PinnedThreadFactory threads =
                PinnedThreadFactory.each("lost", topology, Placement.usable());
        for (int i = 0; i < topology.usable().size(); i++) {
            Thread unused = threads.newThread(() -> {});
        }
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        for (boolean made = false; !made; ) {
            System.gc();
            try {
                made = threads.newThread(() -> {}) != null;
            } catch (PlacementException e) {
                assertTrue(System.nanoTime() < deadlineNs, e.getMessage());
            }
        }
    }

    @Test
    void factoryThrowsWhatThePinThrows() {
        PinnedThreadFactory threads =
                PinnedThreadFactory.all("absent", CpuSet.of(CpuSet.MAX_CPUS - 1));
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> threads.newThread(() -> {}));
        assertTrue(e.getMessage().contains("cpus=8191"), e.getMessage());
    }

    @Test
    void pinThatFailsLaterMakesStartThrowAndTheTaskDoesNotRun() throws Exception {
        AtomicBoolean ran = new AtomicBoolean();
        AtomicBoolean ended = new AtomicBoolean();
        CpuSet absent = CpuSet.of(CpuSet.MAX_CPUS - 1);
        Thread thread =
                new PinnedThread("late", absent, () -> ran.set(true), () -> ended.set(true));
        assertThrows(IllegalArgumentException.class, thread::start);
        thread.join();
        assertFalse(ran.get());
        assertTrue(ended.get());
        assertThrows(IllegalThreadStateException.class, thread::start);
    }

    @Test
    void pinThatFailsLaterEndsAThreadThatNobodyAwaits() {
        AtomicBoolean ran = new AtomicBoolean();
        CpuSet absent = CpuSet.of(CpuSet.MAX_CPUS - 1);
        Runnable thread = new PinnedThread("late", absent, () -> ran.set(true), () -> {});
        assertThrows(IllegalArgumentException.class, thread::run); // as an executor starts it
        assertFalse(ran.get());
    }

    @Test
    void executorThrowsWhatThePinThrows() {
        ExecutorService executor =
                Executors.newSingleThreadExecutor(
                        PinnedThreadFactory.all("absent", CpuSet.of(CpuSet.MAX_CPUS - 1)));
        assertThrows(IllegalArgumentException.class, () -> executor.execute(() -> {}));
        executor.shutdownNow();
    }

    @Test
    void interruptOfTheStarterIsKept() throws Exception {
        Thread thread = PinnedThreadFactory.all("kept", topology.usable()).newThread(() -> {});
        Thread.currentThread().interrupt();
        thread.start();
        assertTrue(Thread.interrupted());
        thread.join();
    }

    @Test
    void threadIsPinnedToADomainAndToTheBestCpu() {
        String before = allowedByKernel();
        int cpu = topology.usable().first();
        CpuSet core = topology.domain(CpuLevel.CORE, cpu).map(CpuDomain::cpus).orElse(CpuSet.of());
        assumeTrue(topology.usable().containsAll(core) && !core.isEmpty(), "cores are unknown");
        try (Affinity pin = Affinity.pin(topology, CpuLevel.CORE, cpu)) {
            assertEquals(core.toString(), allowedByKernel());
            assertEquals(core, pin.cpus());
        }
        try (Affinity pin = Affinity.pin(topology, Placement.usable())) {
            assertEquals("" + cpu, allowedByKernel());
            assertEquals(CpuSet.of(cpu), pin.cpus());
        }
        assertEquals(before, allowedByKernel());
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Affinity.pin(topology, CpuLevel.CORE, CpuSet.MAX_CPUS - 1));
        assertTrue(e.getMessage().startsWith("cpu=8191 has no core"), e.getMessage());
    }
}
