package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class ThreadUsageTest {
    private static long status(String name) throws Exception {
        return Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1).strip()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void countsLieBetweenTwoReadingsOfTheKernelsOwn() throws Exception {
        ThreadUsage usage = new ThreadUsage();
        long before = status("voluntary_ctxt_switches");
        long takenBefore = status("nonvoluntary_ctxt_switches");
        usage.read();
        long after = status("voluntary_ctxt_switches");
        long takenAfter = status("nonvoluntary_ctxt_switches");
        long own = usage.voluntarySwitches();
        long taken = usage.involuntarySwitches();
        assertTrue(before <= own && own <= after, before + " " + own + " " + after);
        assertTrue(takenBefore <= taken && taken <= takenAfter, takenBefore + " " + taken);
        assertEquals(own + taken, usage.switches());
    }

    @Test
    void sleepingIsCounted() {
        ThreadUsage usage = new ThreadUsage();
        long before = usage.read().voluntarySwitches();
        for (int i = 0; i < 10; i++) {
            LockSupport.parkNanos(1);
        }
        assertTrue(usage.read().voluntarySwitches() >= before + 5);
    }
}
