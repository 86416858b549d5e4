package io.sluice.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.core.MemoryLock.Scope;
import io.sluice.core.contract.ChildJvm;
import io.sluice.core.contract.SharedFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In JVMs of their own, since what they lock is all of a process. */
@Timeout(120)
class MemoryLockTest {
    private static final int LENGTH = 1 << 20;
    private static final List<String> SMALL = List.of("-Xmx32m", "-XX:+UseSerialGC");

    /** Locks what it is told to, and maps a file after that. */
    static final class Locking {
        public static void main(String[] args) throws Exception {
            try {
                long locked =
                        args[0].equals("future")
                                ? MemoryLock.lockAll(Scope.FUTURE)
                                : MemoryLock.lockAll(Scope.PRESENT, Scope.ON_FAULT);
                System.out.println("answer: locked " + locked);
            } catch (LinuxException e) {
                System.out.println("answer: refused: " + e.getMessage());
                return;
            }
            int unused = System.in.read();
            try (SharedFile file = SharedFile.create(LENGTH)) {
                System.out.println("mapped " + Pages.of(file.memory()).residency());
                MemoryLock.unlockAll();
                System.out.println("unlocked " + Pages.of(file.memory()).residency().locked());
            }
            unused = System.in.read();
            System.out.println("end " + MemoryLock.lockedLength());
        }
    }

    private static long lockedByKernel(long pid) throws Exception {
        String status = Files.readString(Path.of("/proc/" + pid + "/status"));
        return Long.parseLong(status.replaceAll("(?s).*VmLck:\\s*(\\d+) kB.*", "$1")) * 1024;
    }

    private static void assumeMayLock(String line) {
        assumeTrue(!line.contains("refused"), line);
    }

    @Test
    void everythingMappedIsLockedUntilUnlocked() throws Exception {
        try (ChildJvm child = ChildJvm.start(SMALL, Locking.class, "present")) {
            String line = child.awaitLine("answer: ");
            assumeMayLock(line);
            long locked = Long.parseLong(line.replaceAll("\\D", ""));
            assertTrue(locked >= 32 << 20, "less than the heap: " + line);
            assertTrue(lockedByKernel(child.pid()) >= 32 << 20);
            child.tell("");
            assertTrue(child.awaitLine("mapped").contains("locked=0,"));
            child.awaitLine("unlocked 0");
            assertEquals(0, lockedByKernel(child.pid()));
            child.tell("");
            child.awaitLine("end 0");
        }
    }

    @Test
    void whatIsMappedLaterIsReadInAndLocked() throws Exception {
        try (ChildJvm child = ChildJvm.start(SMALL, Locking.class, "future")) {
            assumeMayLock(child.awaitLine("answer: "));
            child.tell("");
            String mapped = child.awaitLine("mapped");
            assertTrue(mapped.contains("resident=" + LENGTH + ", locked=" + LENGTH), mapped);
            child.awaitLine("unlocked 0");
            child.tell("");
            child.awaitLine("end 0");
        }
    }

    @Test
    void ordinaryUserIsToldTheLimitAndTheLengthOfTheAddressSpace() throws Exception {
        List<String> limit = List.of("prlimit", "--memlock=65536:131072");
        try (ChildJvm child = ChildJvm.startWithoutCapabilities(limit, Locking.class, "present")) {
            String line = child.awaitLine("answer: refused: ");
            assertTrue(line.contains("mlockall([PRESENT, ON_FAULT]) failed: ENOMEM"), line);
            assertTrue(line.contains("bytes of address space are mapped"), line);
            assertTrue(line.contains("RLIMIT_MEMLOCK is soft=65536 hard=131072"), line);
            assertTrue(child.end().endsWith("exit 0"));
        }
    }

    @Test
    void onFaultAloneLocksNothingAndIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> MemoryLock.lockAll(Scope.ON_FAULT));
    }
}
