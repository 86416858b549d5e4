package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.core.LinuxException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may not be opened, or not be named so. */
class SegmentRefusalTest {
    private final SegmentOptions options =
            SegmentOptions.named("SegmentRefusalTest-" + ProcessHandle.current().pid());

    @AfterEach
    void cleanUp() {
        Segment.unlink(options);
    }

    /** Opening must be refused with every one of these words, and must not have changed a byte. */
    private void assertRefused(String... words) throws Exception {
        byte[] before = Files.readAllBytes(options.path());
        SegmentException e =
                assertThrows(SegmentException.class, () -> SpscRing.open(options).close());
        for (String word : words) {
            assertTrue(e.getMessage().contains(word), word + " in: " + e.getMessage());
        }
        assertTrue(e.getMessage().contains(options.path().toString()), e.getMessage());
        assertArrayEquals(before, Files.readAllBytes(options.path()));
    }

    private void overwriteLong(int offset, long value) throws Exception {
        byte[] bytes = Files.readAllBytes(options.path());
        new UnsafeBuffer(bytes).putLong(offset, value);
        Files.write(options.path(), bytes);
    }

    private void overwriteInt(int offset, int value) throws Exception {
        byte[] bytes = Files.readAllBytes(options.path());
        new UnsafeBuffer(bytes).putInt(offset, value);
        Files.write(options.path(), bytes);
    }

    @Test
    void wrongMagicIsRefused() throws Exception {
        SpscRing.create(options, 1024).close();
        overwriteLong(0, 0x1234);
        assertRefused("0x0000000000001234", "0x0000454349554c53");
    }

    @Test
    void wrongVersionIsRefused() throws Exception {
        SpscRing.create(options, 1024).close();
        overwriteInt(8, 2);
        assertRefused("version 2", "version 1");
    }

    @Test
    void wrongKindIsRefused() throws Exception {
        Segment.create(options, 1024).close();
        assertRefused("MEMORY", "SPSC_RING");
        overwriteInt(16, 77);
        assertRefused("unknown (77)", "SPSC_RING");
    }

    @Test
    void wrongLengthIsRefused() throws Exception {
        SpscRing.create(options, 1024).close();
        overwriteLong(24, 1 << 20);
        assertRefused("1048576", Integer.toString(4096 + 1024 + 128));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 64, 1000, 2048, 1L << 40, Long.MIN_VALUE})
    void capacityThatDoesNotFitTheFileIsCorrupt(long capacity) throws Exception {
        SpscRing.create(options, 1024).close();
        overwriteLong(32, capacity);
        SegmentException e =
                assertThrows(CorruptSegmentException.class, () -> SpscRing.open(options));
        assertTrue(e.getMessage().contains("capacity=" + capacity), e.getMessage());
    }

    @Test
    void fileTooShortForItsCapacityIsRefusedOnEveryWayIn() throws Exception {
        SpscRing.create(options, 1024).close();
        overwriteLong(24, 4096);
        Files.write(options.path(), Arrays.copyOf(Files.readAllBytes(options.path()), 4096));
        assertThrows(SegmentException.class, () -> SpscRing.open(options));
        assertThrows(SegmentException.class, () -> SpscRing.createOrOpen(options, 1024));
        Segment.unlink(options);
        Segment.create(options, 1024).close();
        overwriteLong(24, 4096);
        Files.write(options.path(), Arrays.copyOf(Files.readAllBytes(options.path()), 4096));
        assertThrows(SegmentException.class, () -> Segment.open(options, 1024));
        assertThrows(SegmentException.class, () -> Segment.createOrOpen(options, 1024));
    }

    @Test
    void fileThatIsNoSegmentIsRefused() throws Exception {
        Files.write(options.path(), new byte[100]);
        Files.setPosixFilePermissions(options.path(), PosixFilePermissions.fromString("rw-------"));
        assertRefused("100 bytes", "4096");
        Files.write(options.path(), new byte[8192]);
        assertRefused("0x0000000000000000");
    }

    @Test
    void widerModeIsRefusedUnlessAskedFor() throws Exception {
        SpscRing.create(options.mode(0666), 1024).close();
        assertRefused("0666", "0600");
        SpscRing.open(options.mode(0666)).close();
    }

    @Test
    void foreignOwnerIsRefusedUnlessAskedFor() throws Exception {
        SpscRing.create(options, 1024).close();
        try {
            Files.setAttribute(options.path(), "unix:uid", 12345);
        } catch (FileSystemException e) {
            assumeTrue(false, "only root can give a file away");
        }
        assertRefused("uid 12345", "this process is uid 0");
        SpscRing.open(options.anyOwner()).close();
    }

    @Test
    void symbolicLinkAndDirectoryAreRefused() throws Exception {
        Path target =
                Path.of("/dev/shm/SegmentRefusalTest-target-" + ProcessHandle.current().pid());
        SegmentOptions targetOptions = SegmentOptions.named(target.getFileName().toString());
        SpscRing.create(targetOptions, 1024).close();
        try {
            Files.createSymbolicLink(options.path(), target);
            LinuxException e = assertThrows(LinuxException.class, () -> SpscRing.open(options));
            assertEquals("ELOOP", e.errnoName());
        } finally {
            Segment.unlink(targetOptions);
        }
        Segment.unlink(options);
        Files.createDirectory(options.path());
        try {
            assertThrows(LinuxException.class, () -> SpscRing.open(options));
        } finally {
            Files.delete(options.path());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "/a", "a\0b"})
    void nameThatIsNoFileNameIsRefused(String name) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> SegmentOptions.named(name));
        assertTrue(e.getMessage().contains("name=\"" + name + "\""), e.getMessage());
    }

    @Test
    void nameOfMoreThan255BytesIsRefused() {
        SegmentOptions.named("x".repeat(255));
        assertThrows(IllegalArgumentException.class, () -> SegmentOptions.named("x".repeat(256)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0400, 0200, 0700, 0677, 01600})
    void modeThatIsNotReadAndWriteIsRefused(int mode) {
        assertThrows(IllegalArgumentException.class, () -> options.mode(mode));
    }
}
