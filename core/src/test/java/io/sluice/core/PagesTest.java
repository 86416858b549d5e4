package io.sluice.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.core.contract.ChildJvm;
import io.sluice.core.contract.OtherThread;
import io.sluice.core.contract.SharedFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class PagesTest {
    private static final int LENGTH = 8 << 20;
    private static final int HUGE = 2 << 20;

    private SharedFile file;
    private Pages pages;

    @BeforeEach
    void map() throws Exception {
        file = SharedFile.create(LENGTH);
        pages = Pages.of(file.memory());
    }

    @AfterEach
    void delete() throws Exception {
        file.close();
    }

    /** A line of the file's part of /proc/self/smaps. */
    private String byKernel(String field) throws Exception {
        return byKernel(field, file.memory());
    }

    private String byKernel(String field, AtomicBuffer memory) throws Exception {
        String from = Long.toHexString(memory.addressOffset()) + "-";
        boolean found = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            found = line.matches("^[0-9a-f]+-.*") ? line.startsWith(from) : found;
            if (found && line.startsWith(field + ":")) {
                return line.substring(field.length() + 1).trim();
            }
        }
        throw new AssertionError(file.name() + " has no " + field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reading", "writing", "reading before 5.14", "writing before 5.14"})
    void prefaultedPagesAreAllResident(String way) throws Exception {
        assertEquals(0, pages.residency().resident());
        assertFalse(pages.residency().isResident());
        assertEquals("0 kB", byKernel("Rss"));
        Residency after =
                switch (way) {
                    case "reading" -> pages.prefaultForReading();
                    case "writing" -> pages.prefaultForWriting();
                    default -> pages.touch(way.startsWith("writing"));
                };
        assertEquals(LENGTH, after.resident());
        assertTrue(after.isResident());
        assertEquals(LENGTH / 1024 + " kB", byKernel("Rss"));
        assertEquals(0, after.locked());
        for (int i = 0; i < LENGTH; i += 8) {
            assertEquals(0, file.memory().getLong(i));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void storeOfAnotherThreadIsNeverLostToPrefaulting(boolean before514) throws Exception {
        AtomicBuffer memory = new UnsafeBuffer(file.memory(), 0, 8);
        Pages page = Pages.of(memory);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger times = new AtomicInteger();
        OtherThread<Residency> prefaulting =
                OtherThread.start(
                        () -> {
                            for (; !stop.get(); times.incrementAndGet()) {
                                if (before514) {
                                    page.access(true);
                                } else {
                                    page.prefaultForWriting();
                                }
                            }
                            return page.residency();
                        });
        int atLeast = before514 ? 10_000_000 : 100;
        for (long value = 1; value <= 10_000_000 || times.get() < atLeast; value++) {
            memory.putLongVolatile(0, value);
            Thread.onSpinWait(); // time for a store that is not ours
            assertEquals(value, memory.getLongVolatile(0));
        }
        stop.set(true);
        assertTrue(prefaulting.get().isResident());
    }

    @Test
    void readingTouchesEveryPageAlsoWhenItIsCompiled() throws Exception {
        for (int i = 0; i < 20_000; i++) {
            pages.access(false);
        }
        try (SharedFile fresh = SharedFile.create(LENGTH)) {
            Pages all = Pages.of(fresh.memory());
            all.access(false);
            assertEquals(LENGTH, all.residency().resident());
        }
    }

    @Test
    void everyPageThatHasAByteOfTheBufferIsMeant() {
        Pages part = Pages.of(new UnsafeBuffer(file.memory(), 4096 + 100, 4096));
        assertEquals(8192, part.prefaultForReading().resident());
        assertEquals(8192, part.residency().length());
        assertEquals(4096, Pages.of(new UnsafeBuffer(file.memory(), 4096, 1)).lock().locked());
        // of the whole, those are locked that were, and the kernel counts them among its mappings
        assertEquals(4096, pages.residency().locked());
    }

    @Test
    void lockedPagesAreResidentAndLockedUntilUnlocked() throws Exception {
        long before = MemoryLock.lockedLength();
        Residency locked = pages.lock();
        assertTrue(locked.isLocked() && locked.isResident(), locked.toString());
        assertEquals(before + LENGTH, MemoryLock.lockedLength());
        assertEquals(LENGTH / 1024 + " kB", byKernel("Locked"));
        assertTrue((byKernel("VmFlags") + " ").contains("lo "));
        Residency unlocked = pages.unlock();
        assertEquals(0, unlocked.locked());
        assertEquals(LENGTH, unlocked.resident());
        assertEquals(before, MemoryLock.lockedLength());
        assertEquals("0 kB", byKernel("Locked"));
    }

    @Test
    void readOnlyMappingIsPrefaultedForReadingOnly() throws Exception {
        try (FileChannel channel = FileChannel.open(Path.of(file.name()))) {
            Pages readOnly =
                    Pages.of(
                            new UnsafeBuffer(
                                    channel.map(FileChannel.MapMode.READ_ONLY, 0, LENGTH)));
            assertThrows(IllegalArgumentException.class, readOnly::prefaultForWriting);
            assertTrue(readOnly.prefaultForReading().isResident());
        }
    }

    @Test
    void fileCutShortIsAnErrorAndNotACrash() throws Exception {
        try (FileChannel channel =
                FileChannel.open(Path.of(file.name()), StandardOpenOption.WRITE)) {
            channel.truncate(LENGTH / 2).force(false);
        }
        LinuxException e = assertThrows(LinuxException.class, pages::prefaultForWriting);
        assertEquals("EFAULT", e.errnoName());
        assertTrue(e.getMessage().contains(LENGTH + " bytes, MADV_POPULATE_WRITE"), e.getMessage());
    }

    @Test
    void collapsedPagesOfAFileInShmAreHuge() throws Exception {
        file.memory().putLong(LENGTH - 8, 7);
        // New mappings lie below older ones: one that fills up to where a huge page begins.
        List<AtomicBuffer> kept = new ArrayList<>(List.of(file.memory()));
        AtomicBuffer last = file.memory();
        while (last.addressOffset() % HUGE != 0 && kept.size() < 20) {
            try (SharedFile filler = SharedFile.create((int) (last.addressOffset() % HUGE))) {
                kept.add(filler.memory());
            }
            last = SharedFile.map(file.name());
            kept.add(last);
        }
        assumeTrue(last.addressOffset() % HUGE == 0, "no mapping begins where a huge page does");
        assertEquals(0, Pages.of(last).residency().huge());
        Residency collapsed = collapse(Pages.of(last));
        assertEquals(LENGTH, collapsed.huge());
        assertEquals(LENGTH / 1024 + " kB", byKernel("ShmemPmdMapped", last));
        assertEquals(7, last.getLong(LENGTH - 8));
        assertTrue(kept.contains(last));
    }

    private static Residency collapse(Pages pages) {
        try {
            return pages.collapse();
        } catch (LinuxException e) {
            assertTrue(e.getMessage().contains("Linux 6.1"), e.getMessage());
            assumeTrue(false, "this kernel makes no huge page of it: " + e.getMessage());
            throw e;
        }
    }

    @Test
    void bufferShorterThanAHugePageHasNoneAndIsNoError() {
        Pages part = Pages.of(new UnsafeBuffer(file.memory(), 0, HUGE - 4096));
        assertEquals(0, part.collapse().huge());
    }

    @Test
    void adviceAboutHugePagesIsTheMappings() throws Exception {
        Residency huge = pages.adviseHuge();
        assertTrue((byKernel("VmFlags") + " ").contains("hg "));
        assertEquals(huge, pages.residency());
        Residency small = pages.adviseSmall();
        assertEquals(0, small.huge());
        assertTrue((byKernel("VmFlags") + " ").contains("nh "));
    }

    @Test
    void pagesOutsideOfFilesAreHugeIfAsked() {
        UnsafeBuffer memory = new UnsafeBuffer(ByteBuffer.allocateDirect(LENGTH));
        Residency collapsed = collapse(Pages.of(memory));
        assertTrue(collapsed.huge() >= HUGE && collapsed.isResident(), collapsed.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"BIND bind:0", "PREFER prefer:0", "INTERLEAVE interleave:0"})
    void placedPagesAreOnTheirNode(String placementAndPolicy) throws Exception {
        String[] words = placementAndPolicy.split(" ", -1);
        Residency placed = pages.place(Pages.Placement.valueOf(words[0]), 0);
        assertEquals(Map.of(0, (long) LENGTH), placed.nodes());
        String line =
                Files.readAllLines(Path.of("/proc/self/numa_maps")).stream()
                        .filter(l -> l.contains(file.name()))
                        .findFirst()
                        .orElseThrow();
        assertTrue(line.contains(words[1]), line);
        assertTrue(line.contains("N0=" + LENGTH / 4096), line);
    }

    @Test
    void nodeThatIsNotThereIsRefused() {
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> pages.place(Pages.Placement.BIND, 0, 1000));
        assertTrue(e.getMessage().contains("nodes=[0, 1000] are not all there"), e.getMessage());
        assertTrue(e.getMessage().contains("may use 0"), e.getMessage());
        assertEquals(0, pages.residency().resident());
        assertThrows(IllegalArgumentException.class, () -> pages.place(Pages.Placement.BIND, -1));
        assertThrows(IllegalArgumentException.class, () -> pages.place(Pages.Placement.BIND));
    }

    @Test
    void bufferWithoutPagesIsRefused() {
        assertThrows(
                IllegalArgumentException.class, () -> Pages.of(new UnsafeBuffer(new byte[64])));
        assertThrows(
                IllegalArgumentException.class,
                () -> Pages.of(new UnsafeBuffer(file.memory(), 0, 0)));
    }

    /** Locks more than it may, then what it may. */
    static final class Limited {
        public static void main(String[] args) throws Exception {
            Pages pages = Pages.of(SharedFile.map(args[0]));
            try {
                System.out.println("obtained " + pages.lock());
            } catch (LinuxException e) {
                System.out.println(e.getMessage());
            }
            System.out.println("locked " + pages.residency().locked());
            AtomicBuffer part = new UnsafeBuffer(SharedFile.map(args[0]), 0, 65536);
            System.out.println("then " + Pages.of(part).lock().locked());
        }
    }

    @Test
    void ordinaryUserIsToldTheLimitAndWhatWasAsked() throws Exception {
        List<String> limit = List.of("prlimit", "--memlock=65536:131072");
        try (ChildJvm child =
                ChildJvm.startWithoutCapabilities(limit, Limited.class, file.name())) {
            String told = child.end();
            for (String line :
                    List.of(
                            LENGTH + " bytes) failed: ENOMEM. " + LENGTH + " bytes were to be",
                            "0 are locked, and RLIMIT_MEMLOCK is soft=65536 hard=131072. Raise it",
                            "locked 0\n",
                            "then 65536\nexit 0")) {
                assertTrue(told.contains(line), "\"" + line + "\" in:\n" + told);
            }
        }
    }
}
