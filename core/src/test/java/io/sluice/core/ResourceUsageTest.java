package io.sluice.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.contract.ChildJvm;
import io.sluice.core.contract.OtherThread;
import io.sluice.core.contract.SharedFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.agrona.concurrent.AtomicBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ResourceUsageTest {
    private static final int PAGES = 512;
    private static final int PAGE = 4096;

    private static void touchEveryPage(AtomicBuffer memory) {
        for (int i = 0; i < memory.capacity(); i += PAGE) {
            memory.putByte(i, (byte) 1);
        }
    }

    private static long faultsOfTouching(AtomicBuffer memory) {
        ResourceUsage usage = ResourceUsage.ofThread();
        usage.start();
        touchEveryPage(memory);
        usage.stop();
        return usage.minorFaults();
    }

    /**
     * On a machine of 4 KiB pages. The interpreter and the compiler fault, too, but not as often as
     * a page each.
     */
    private static void assertAbout(long expected, long found) {
        assertTrue(found >= expected && found < expected + PAGES / 4, expected + " != " + found);
    }

    @Test
    void eachFreshPageOfAFileInShmFaultsOnce() throws Exception {
        try (SharedFile file = SharedFile.create(PAGES * PAGE)) {
            assertAbout(PAGES, faultsOfTouching(file.memory()));
            assertAbout(0, faultsOfTouching(file.memory()));
            assertEquals(PAGES * PAGE, file.memory().capacity());
        }
    }

    @Test
    void pageThatWasPrefaultedFaultsNoMore() throws Exception {
        try (SharedFile file = SharedFile.create(PAGES * PAGE)) {
            Pages.of(file.memory()).prefaultForWriting();
            assertAbout(0, faultsOfTouching(file.memory()));
        }
    }

    @Test
    void voluntarySwitchIsCountedForTheThreadThatSleeps() throws Exception {
        ResourceUsage usage = ResourceUsage.ofThread();
        usage.start();
        Thread.sleep(1);
        Thread.sleep(1);
        usage.stop();
        assertTrue(usage.voluntarySwitches() >= 2, usage.toString());
    }

    @Test
    void involuntarySwitchIsCountedWhereTwoSpinOnOneCpu() throws Exception {
        CountDownLatch spinning = new CountDownLatch(1);
        int cpu = Affinity.current().first();
        OtherThread<String> rival =
                OtherThread.start(
                        () -> {
                            try (Affinity pin = Affinity.pin(cpu)) {
                                spinning.countDown();
                                OtherThread.spin(200_000_000);
                                pin.close();
                            }
                            return "done";
                        });
        spinning.await();
        ResourceUsage usage = ResourceUsage.ofThread();
        try (Affinity pin = Affinity.pin(cpu)) {
            usage.start();
            while (usage.involuntarySwitches() == 0 && rival.isStillRunningAfterMs(0)) {
                usage.start();
                OtherThread.spin(20_000_000);
                usage.stop();
            }
            pin.close();
        }
        assertTrue(usage.involuntarySwitches() > 0, usage.toString());
    }

    @Test
    void cpuTimeGrowsWithWorkOfThisThreadOnly() throws Exception {
        ResourceUsage thread = ResourceUsage.ofThread();
        ResourceUsage process = ResourceUsage.ofProcess();
        process.start();
        thread.start();
        OtherThread.elsewhere(
                () -> {
                    ResourceUsage own = ResourceUsage.ofThread();
                    do {
                        own.start();
                        OtherThread.spin(60_000_000);
                        own.stop();
                    } while (own.userTimeNs() < 20_000_000);
                    return own;
                });
        thread.stop();
        process.stop();
        assertTrue(process.cpuTimeNs() >= 20_000_000, process.toString());
        assertTrue(thread.cpuTimeNs() < process.cpuTimeNs() - 10_000_000, thread.toString());
        assertEquals(process.cpuTimeNs(), process.userTimeNs() + process.systemTimeNs());
    }

    /** proc(5): minflt is the tenth field, of the whole process. */
    private static long minorFaultsOfProcess() throws Exception {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[7]);
    }

    @Test
    void processCountsWhatOtherThreadsDoAsProcSaysToo() throws Exception {
        ResourceUsage usage = ResourceUsage.ofProcess();
        long outerBefore = minorFaultsOfProcess();
        usage.start();
        long innerBefore = minorFaultsOfProcess();
        OtherThread.elsewhere(
                () -> {
                    try (SharedFile file = SharedFile.create(PAGES * PAGE)) {
                        return faultsOfTouching(file.memory());
                    }
                });
        long innerAfter = minorFaultsOfProcess();
        usage.stop();
        long outerAfter = minorFaultsOfProcess();
        assertTrue(usage.minorFaults() >= PAGES, usage.toString());
        assertTrue(usage.minorFaults() >= innerAfter - innerBefore, usage.toString());
        assertTrue(usage.minorFaults() <= outerAfter - outerBefore, usage.toString());
    }

    @Test
    void stopWithoutStartAndByAnotherThreadIsRefused() throws Exception {
        ResourceUsage usage = ResourceUsage.ofThread();
        assertThrows(IllegalStateException.class, usage::stop);
        usage.start();
        String told =
                OtherThread.elsewhere(
                        () -> assertThrows(IllegalStateException.class, usage::stop).getMessage());
        assertTrue(told.contains(Thread.currentThread().getName()), told);
        usage.stop();
        assertThrows(IllegalStateException.class, usage::stop);
    }

    /** What the child runs: most batches show nothing, as every batch would what a call leaves. */
    static final class ManyTimes {
        public static void main(String[] args) {
            ResourceUsage thread = ResourceUsage.ofThread();
            ResourceUsage process = ResourceUsage.ofProcess();
            long[] allocated = new long[10];
            long sum = 0;
            for (int batch = -5; batch < allocated.length; batch++) {
                long before = usedMemory();
                for (int i = 0; i < 20_000; i++) {
                    process.start();
                    thread.start();
                    thread.stop();
                    process.stop();
                    sum += thread.minorFaults() + process.voluntarySwitches() + thread.cpuTimeNs();
                }
                allocated[Math.max(batch, 0)] = usedMemory() - before;
            }
            Arrays.sort(allocated);
            System.out.println("allocated by most " + allocated[allocated.length / 2]);
            if (sum < 0) {
                throw new AssertionError();
            }
        }

        private static long usedMemory() {
            return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        }
    }

    @Test
    void measuringAllocatesNothing() throws Exception {
        List<String> flags =
                List.of(
                        "-XX:+UnlockExperimentalVMOptions",
                        "-XX:+UseEpsilonGC",
                        "-XX:-UseTLAB",
                        "-Xmx64m");
        try (ChildJvm child = ChildJvm.start(flags, ManyTimes.class)) {
            String output = child.end();
            assertTrue(output.endsWith("allocated by most 0\nexit 0"), output);
        }
    }
}
