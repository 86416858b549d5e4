package io.sluice.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AffinityTest {
    /** What the kernel says, not what we set. */
    private static CpuSet allowedByKernel() throws Exception {
        String prefix = "Cpus_allowed_list:";
        return Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> CpuSet.parse(line.substring(prefix.length())))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void currentIsWhatTheKernelSays() throws Exception {
        assertEquals(allowedByKernel(), Affinity.current());
    }

    @Test
    void pinnedThreadMayRunOnItsCpuOnlyAndClosingRestores() throws Exception {
        CpuSet before = allowedByKernel();
        for (int cpu : before.stream().toArray()) {
            try (Affinity pin = Affinity.pin(cpu)) {
                assertEquals(CpuSet.of(cpu), allowedByKernel());
                pin.close();
                assertEquals(before, allowedByKernel());
            }
        }
        assertEquals(before, allowedByKernel());
    }

    @Test
    void threadStartedWhilePinnedInheritsThePin() throws Exception {
        CpuSet before = allowedByKernel();
        try (Affinity pin = Affinity.pin(before.first())) {
            CompletableFuture<CpuSet> seen = new CompletableFuture<>();
            Thread started = new Thread(() -> seen.complete(Affinity.current()));
            started.start();
            started.join();
            assertEquals(CpuSet.of(before.first()), seen.get());
            assertEquals(CpuSet.of(before.first()), allowedByKernel());
        }
    }

    @Test
    void absentCpuIsRefusedAndNothingChanges() throws Exception {
        CpuSet before = allowedByKernel();
        int absent = CpuSet.MAX_CPUS - 1;
        IllegalArgumentException alone =
                assertThrows(IllegalArgumentException.class, () -> Affinity.pin(absent));
        assertTrue(alone.getMessage().contains("cpus=8191"), alone.getMessage());
        assertTrue(alone.getMessage().contains(before.toString()), alone.getMessage());
        // the kernel would pin to the part it likes and say nothing
        assertThrows(
                IllegalArgumentException.class,
                () -> Affinity.pin(CpuSet.of(before.first(), absent)));
        assertEquals(before, allowedByKernel());
        assertThrows(IllegalArgumentException.class, () -> Affinity.pin(CpuSet.of()));
    }

    @Test
    void anotherThreadMayNotClose() throws Exception {
        try (Affinity pin = Affinity.pin(Affinity.current().first())) {
            CompletableFuture<Throwable> thrown = new CompletableFuture<>();
            Thread other =
                    new Thread(
                            () ->
                                    thrown.complete(
                                            assertThrows(IllegalStateException.class, pin::close)));
            other.start();
            other.join();
            assertTrue(thrown.get().getMessage().contains(Thread.currentThread().getName()));
        }
    }

    @Test
    void virtualThreadIsRefusedByEveryPin() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21, "there are no virtual threads");
        Topology topology = Topology.current();
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Runnable pins =
                () -> {
                    try {
                        assertThrows(
                                IllegalStateException.class,
                                () -> Affinity.pin(topology.usable().first()));
                        assertThrows(
                                IllegalStateException.class,
                                () -> Affinity.pin(topology, Placement.usable()));
                        thrown.complete(null);
                    } catch (AssertionError e) {
                        thrown.complete(e);
                    }
                };
        var unused =
                Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, pins);
        assertNull(thrown.get(30, TimeUnit.SECONDS));
    }
}
