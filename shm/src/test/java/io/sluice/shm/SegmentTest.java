package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.core.LinuxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SegmentTest {
    private final SegmentOptions options =
            SegmentOptions.named("SegmentTest-" + ProcessHandle.current().pid());

    @AfterEach
    void cleanUp() {
        Segment.unlink(options);
    }

    @Test
    void memoryIsSharedByAllWhoOpen() {
        try (Segment created = Segment.create(options, 64);
                Segment opened = Segment.open(options, 64)) {
            assertEquals(64, created.memory().capacity());
            created.memory().putLong(56, 42);
            assertEquals(42, opened.memory().getLong(56));
            assertEquals(0, opened.memory().getLong(0));
        }
    }

    @Test
    void modeIsExactlyWhatWasAskedForWhateverTheUmask() throws Exception {
        for (int mode : new int[] {0600, 0660, 0666, 0644}) {
            SegmentOptions moded = options.mode(mode);
            Segment.create(moded, 64).close();
            String permissions =
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(options.path()));
            assertEquals(
                    Integer.toOctalString(mode),
                    Integer.toOctalString(octal(permissions)),
                    permissions);
            Segment.open(moded, 64).close();
            Segment.unlink(moded);
        }
    }

    private static int octal(String permissions) {
        int mode = 0;
        for (int i = 0; i < permissions.length(); i++) {
            mode = mode << 1 | (permissions.charAt(i) == '-' ? 0 : 1);
        }
        return mode;
    }

    @Test
    void takenNameIsNotCreatedAgainAndKeepsItsContents() {
        try (Segment segment = Segment.create(options, 64)) {
            segment.memory().putLong(0, 7);
            SegmentException e =
                    assertThrows(SegmentException.class, () -> Segment.create(options, 64));
            assertTrue(e.getMessage().contains("exists already"), e.getMessage());
            assertEquals(7, segment.memory().getLong(0));
        }
    }

    @Test
    void absentSegmentIsSaidToBeAbsent() {
        LinuxException e = assertThrows(LinuxException.class, () -> SpscRing.open(options));
        assertEquals("ENOENT", e.errnoName());
        assertTrue(e.getMessage().contains(options.path().toString()), e.getMessage());
        assertFalse(Segment.unlink(options));
    }

    @Test
    void createOrOpenDoesEitherAndChecksTheCapacity() {
        try (SpscRing created = SpscRing.createOrOpen(options, 1024);
                SpscRing opened = SpscRing.createOrOpen(options, 1024)) {
            assertTrue(created.producer().write(1, new UnsafeBuffer(new byte[8]), 0, 8));
            assertEquals(1, opened.consumer().read((type, buffer, index, length) -> {}, 9));
            SegmentException e =
                    assertThrows(
                            SegmentException.class, () -> SpscRing.createOrOpen(options, 2048));
            assertTrue(e.getMessage().contains("1024"), e.getMessage());
            assertTrue(e.getMessage().contains("2048"), e.getMessage());
        }
    }

    @Test
    void initializerOfWhoeverCreatesFillsTheMemoryOfAll() {
        try (Segment created = Segment.create(options, 64, memory -> memory.putLong(56, 1));
                Segment opened = Segment.open(options, 64);
                Segment again = Segment.createOrOpen(options, 64, m -> m.putLong(56, 2))) {
            assertEquals(1, created.memory().getLong(56));
            assertEquals(1, opened.memory().getLong(56));
            assertEquals(1, again.memory().getLong(56));
        }
        Segment.unlink(options);
        try (Segment created =
                Segment.createOrOpen(options, 64, m -> m.putLong(56, m.capacity()))) {
            assertEquals(64, created.memory().getLong(56));
        }
    }

    @Test
    void nobodySeesWhatAnInitializerHasNotFilled() {
        assertThrows(
                ArithmeticException.class,
                () ->
                        Segment.createOrOpen(
                                options,
                                64,
                                memory -> {
                                    memory.putLong(0, 1);
                                    assertFalse(Files.exists(options.path()));
                                    throw new ArithmeticException();
                                }));
        assertFalse(Files.exists(options.path()));
    }

    @Test
    void manyWhoCreateOrOpenAtOnceGetOneSegment() throws Exception {
        for (int round = 0; round < 20; round++) {
            Set<Object> inodes = ConcurrentHashMap.newKeySet();
            Set<Throwable> failures = ConcurrentHashMap.newKeySet();
            CountDownLatch start = new CountDownLatch(1);
            List<Thread> threads =
                    Stream.generate(() -> new Thread(() -> createOrOpen(start, inodes)))
                            .limit(4)
                            .toList();
            for (Thread thread : threads) {
                thread.setUncaughtExceptionHandler((t, e) -> failures.add(e));
                thread.start();
            }
            start.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(Set.of(), failures);
            assertEquals(1, inodes.size());
            Segment.unlink(options);
        }
    }

    private void createOrOpen(CountDownLatch start, Set<Object> inodes) {
        try {
            start.await();
            try (Segment segment = Segment.createOrOpen(options, 64)) {
                inodes.add(Files.getAttribute(segment.path(), "unix:ino"));
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void fullFileSystemIsOneClearErrorAndLeavesNothing() throws Exception {
        Path mount = Files.createTempDirectory("SegmentTest");
        try {
            int mounted =
                    new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=64k", "none", "" + mount)
                            .start()
                            .waitFor();
            assumeTrue(mounted == 0, "only root can mount a small tmpfs");
            SegmentOptions small = options.in(mount);
            LinuxException e =
                    assertThrows(LinuxException.class, () -> SpscRing.create(small, 1 << 20));
            assertEquals("ENOSPC", e.errnoName());
            for (String word :
                    List.of(
                            small.path().getParent().toString(),
                            "1,183,744",
                            "65,536",
                            "--shm-size")) {
                assertTrue(e.getMessage().contains(word), word + " in: " + e.getMessage());
            }
            try (Stream<Path> files = Files.list(mount)) {
                assertEquals(0, files.count());
            }
            SpscRing.create(small, 1 << 14).close();
        } finally {
            new ProcessBuilder("umount", "--lazy", "" + mount).start().waitFor();
            Files.delete(mount);
        }
    }

    @Test
    void directoryThatIsNoTmpfsOrAbsentIsSaidSo() {
        assertThrows(
                LinuxException.class,
                () -> SpscRing.create(options.in(Path.of("/no/such/directory")), 1024));
        assertThrows(
                LinuxException.class, () -> SpscRing.create(options.in(Path.of("/proc")), 1024));
    }

    @Test
    void closedSegmentRefusesAndItsMemoryStays() {
        Segment segment = Segment.create(options, 64);
        var memory = segment.memory();
        segment.close();
        segment.close();
        assertThrows(IllegalStateException.class, () -> segment.holder(Role.PRODUCER));
        assertThrows(IllegalStateException.class, () -> segment.acquire(Role.PRODUCER));
        System.gc();
        memory.putLong(0, 1);
        assertEquals(1, memory.getLong(0));
    }
}
