package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.core.LinuxException;
import io.sluice.core.MemoryLock;
import io.sluice.core.Residency;
import io.sluice.core.contract.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is asked of a segment's pages, by the kernel's word afterwards. */
@Timeout(120)
class SegmentPagesTest {
    private static final int LENGTH = 4 << 20;
    private static final int FILE_LENGTH = LENGTH + 4096;
    private static final int HUGE = 2 << 20;

    private final SegmentOptions options =
            SegmentOptions.named("SegmentPagesTest-" + ProcessHandle.current().pid());

    @AfterEach
    void cleanUp() {
        Segment.unlink(options);
    }

    @Test
    void pagesComeAsTheyAreUsedUnlessAskedFor() {
        try (Segment segment = Segment.create(options, LENGTH)) {
            Residency residency = segment.residency();
            assertEquals(FILE_LENGTH, residency.length());
            assertTrue(residency.resident() < LENGTH / 2, residency.toString());
            assertEquals(0, residency.locked());
        }
    }

    @Test
    void prefaultedSegmentIsResidentForWhoCreatesAndForWhoOpens() {
        try (Segment created = Segment.create(options.prefault(), LENGTH);
                Segment opened = Segment.open(options.prefault(), LENGTH);
                Segment lazy = Segment.open(options, LENGTH)) {
            assertTrue(created.residency().isResident());
            assertTrue(opened.residency().isResident());
            assertFalse(lazy.residency().isResident());
        }
    }

    @Test
    void lockedSegmentIsLocked() {
        long before = MemoryLock.lockedLength();
        try (Segment segment = Segment.create(options.lock(), LENGTH)) {
            assertTrue(segment.residency().isLocked() && segment.residency().isResident());
            assertEquals(before + FILE_LENGTH, MemoryLock.lockedLength());
            segment.memory().putLong(0, 3);
            segment.close();
            assertEquals(before, MemoryLock.lockedLength());
            assertEquals(3, segment.memory().getLong(0));
        }
    }

    /** What an ordinary user gets. */
    static final class Limited {
        public static void main(String[] args) {
            SegmentOptions options = SegmentOptions.named(args[0]);
            try (Segment segment = Segment.create(options.lock(), LENGTH)) {
                System.out.println("obtained " + segment.residency());
            } catch (LinuxException e) {
                System.out.println(e.getMessage());
            }
            System.out.println("exists: " + Files.exists(options.path()));
            try (BroadcastRing ring = BroadcastRing.create(options.lock(), 1 << 20)) {
                System.out.println("obtained " + ring.residency());
            } catch (LinuxException e) {
                System.out.println("ring: " + e.errnoName() + Files.exists(options.path()));
            }
            // One mapping of it may be locked, two at a time may not.
            try (BroadcastRing ring = BroadcastRing.create(options.lock(), 32768)) {
                System.out.println("small ring: " + ring.residency().isLocked());
            }
            Segment.unlink(options);
            try (Segment small = Segment.create(options.lock().prefault(), 8192)) {
                System.out.println("small: " + small.residency().locked());
            }
        }
    }

    @Test
    void refusedLockLeavesNoSegmentBehind() throws Exception {
        String name = options.path().getFileName().toString();
        List<String> limit = List.of("prlimit", "--memlock=65536:65536");
        try (ChildJvm child = ChildJvm.startWithoutCapabilities(limit, Limited.class, name)) {
            String told = child.end();
            assertTrue(told.contains("RLIMIT_MEMLOCK is soft=65536 hard=65536"), told);
            assertTrue(
                    told.endsWith(
                            "exists: false\nring: ENOMEMfalse\nsmall ring: true\nsmall: 12288\n"
                                    + "exit 0"),
                    told);
        }
    }

    @Test
    void segmentHasHugePagesWhereTheyFit() {
        try (Segment created = Segment.create(options.hugePages(), LENGTH);
                Segment opened = Segment.open(options.hugePages().prefault(), LENGTH)) {
            assertEquals(2L * HUGE, created.residency().huge());
            assertEquals(2L * HUGE, opened.residency().huge());
            created.memory().putLong(LENGTH - 8, 5);
            assertEquals(5, opened.memory().getLong(LENGTH - 8));
        } catch (LinuxException e) {
            assertTrue(e.getMessage().contains("Linux 6.1"), e.getMessage());
            assumeTrue(false, "this kernel makes no huge page of it: " + e.getMessage());
        }
        Segment.unlink(options);
        try (Segment small = Segment.create(options.hugePages(), HUGE / 2)) {
            assertEquals(0, small.residency().huge());
        }
    }

    @Test
    void segmentIsCreatedOnItsNode() {
        try (Segment segment = Segment.create(options.node(0), LENGTH)) {
            assertEquals(Map.of(0, (long) FILE_LENGTH), segment.residency().nodes());
        }
    }

    @Test
    void nodeThatIsNotThereIsRefusedAndThereIsNoSegment() {
        assertThrows(
                IllegalArgumentException.class, () -> Segment.create(options.node(1000), LENGTH));
        assertFalse(Files.exists(options.path()));
        assertThrows(IllegalArgumentException.class, () -> options.node(-1));
    }

    @Test
    void ringsAreMadeSo() {
        SegmentOptions asked = options.prefault().lock();
        long before = MemoryLock.lockedLength();
        try (SpscRing ring = SpscRing.create(asked, 1 << 20)) {
            assertTrue(ring.residency().isResident() && ring.residency().isLocked());
            assertEquals(before + ring.residency().length(), MemoryLock.lockedLength());
        }
        Segment.unlink(options);
        before = MemoryLock.lockedLength();
        try (BroadcastRing ring = BroadcastRing.createOrOpen(asked, 1 << 20);
                BroadcastRing again = BroadcastRing.createOrOpen(asked, 1 << 20)) {
            assertTrue(ring.residency().isResident() && ring.residency().isLocked());
            assertTrue(again.residency().isResident() && again.residency().isLocked());
            assertEquals(before + 2 * ring.residency().length(), MemoryLock.lockedLength());
            try (RingProducer producer = ring.producer()) {
                assertEquals(before + 3 * ring.residency().length(), MemoryLock.lockedLength());
                producer.close();
            }
        }
        assertEquals(before, MemoryLock.lockedLength());
    }

    /** A directory on a hugetlbfs with free pages, or the test is skipped. */
    private static Path hugetlbfs() throws Exception {
        String free = Files.readString(Path.of("/proc/meminfo"));
        assumeTrue(!free.matches("(?s).*HugePages_Free:\\s*0\\n.*"), "no huge pages are free");
        return Files.readAllLines(Path.of("/proc/mounts")).stream()
                .map(line -> line.split(" ", -1))
                .filter(words -> words[2].equals("hugetlbfs"))
                .map(words -> Path.of(words[1]))
                .filter(Files::isWritable)
                .findFirst()
                .orElseGet(
                        () -> {
                            assumeTrue(false, "no hugetlbfs is mounted");
                            return null;
                        });
    }

    @Test
    void segmentOnAHugetlbfsIsOfItsPages() throws Exception {
        SegmentOptions huge = options.in(hugetlbfs()).prefault().lock();
        try (SpscRing ring = SpscRing.create(huge, 1024);
                SpscRing again = SpscRing.open(huge);
                RingProducer producer = ring.producer();
                RingConsumer consumer = again.consumer()) {
            assertEquals(HUGE, Files.size(huge.path()));
            assertEquals(
                    new Residency(HUGE, HUGE, HUGE, HUGE, ring.residency().nodes()),
                    ring.residency());
            assertTrue(producer.write(1, new UnsafeBuffer(new byte[8]), 0, 8));
            assertEquals(1, consumer.read((type, buffer, index, length) -> {}, 1));
        } finally {
            Segment.unlink(huge);
        }
        try (BroadcastRing ring = BroadcastRing.create(huge, 1024);
                BroadcastConsumer consumer = ring.consumer(Join.NEWEST);
                RingProducer producer = ring.producer()) {
            assertTrue(producer.write(1, new UnsafeBuffer(new byte[8]), 0, 8));
            assertTrue(consumer.await(0, 1_000_000_000));
            assertEquals(1, consumer.read((type, buffer, index, length) -> {}, 1));
        } finally {
            Segment.unlink(huge);
        }
        System.gc(); // mappings of anything but whole huge pages would end the JVM now
        Thread.sleep(200);
        System.gc();
    }

    @Test
    void noHugePagesLeftIsAnErrorThatSaysWhereTheyComeFrom() throws Exception {
        String meminfo = Files.readString(Path.of("/proc/meminfo"));
        assumeTrue(meminfo.matches("(?s).*HugePages_Total:\\s*0\\n.*"), "there are huge pages");
        LinuxException e =
                assertThrows(
                        LinuxException.class,
                        () -> Segment.create(SegmentOptions.anonymous("t").hugetlb(), 64));
        assertTrue(e.getMessage().contains("/proc/sys/vm/nr_hugepages"), e.getMessage());
    }
}
