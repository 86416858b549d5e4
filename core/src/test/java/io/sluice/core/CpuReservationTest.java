package io.sluice.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CpuReservationTest {
    @TempDir Path root;

    private Path directory;
    private Path file;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createTempDirectory(Path.of("/dev/shm"), "sluice-test-");
        file = directory.resolve("sluice-cpus");
    }

    @AfterEach
    void removeDirectory() throws IOException {
        Files.deleteIfExists(file);
        Files.delete(directory);
    }

    private CpuReservation reserve(Topology topology, Placement placement, int count) {
        return CpuReservation.reserve(directory, topology, placement, count);
    }

    @Test
    void reservedCpuIsNobodyElsesUntilClosed() {
        Topology topology = Machines.isolated(root);
        Placement placement = Placement.usable().isolatedFirst().oneOfEachCore();
        try (CpuReservation first = reserve(topology, placement, 3);
                CpuReservation second = reserve(topology, placement, 2)) {
            assertEquals(List.of(4, 5, 6), first.cpus());
            assertEquals(List.of(7, 0), second.cpus());
            first.close();
            first.close();
            try (CpuReservation third = reserve(topology, placement, 3)) {
                assertEquals(List.of(4, 5, 6), third.cpus());
                assertEquals("CPUs [4, 5, 6] reserved in " + file, third.toString());
            }
        }
        assertTrue(CpuReservation.holders(directory, topology).isEmpty());
    }

    @Test
    void refusalSaysWhoHasTheCpusAndTakesNone() {
        Topology topology = Machines.twoCpus(root);
        try (CpuReservation first = reserve(topology, Placement.usable(), 1)) {
            PlacementException e =
                    assertThrows(
                            PlacementException.class,
                            () -> reserve(topology, Placement.usable(), 2).close());
            String start =
                    "count=2 CPUs fit nowhere: usable 0-1, taken 0;"
                            + " CPU 0 is reserved by pid "
                            + ProcessHandle.current().pid()
                            + " since 20";
            assertTrue(e.getMessage().startsWith(start), e.getMessage());
            assertEquals(Set.of(0), CpuReservation.holders(directory, topology).keySet());
            assertEquals(List.of(0), first.cpus());
        }
    }

    @Test
    void threadsThatReserveAtOnceGetDifferentCpus() throws Exception {
        Topology topology = Machines.graviton(root);
        ExecutorService executor = Executors.newFixedThreadPool(8);
        Set<Integer> all = new ConcurrentSkipListSet<>();
        List<Future<CpuReservation>> reserving =
                IntStream.range(0, 16)
                        .mapToObj(
                                i ->
                                        executor.submit(
                                                () -> reserve(topology, Placement.usable(), 4)))
                        .toList();
        for (Future<CpuReservation> reserved : reserving) {
            for (int cpu : reserved.get().cpus()) {
                assertTrue(all.add(cpu), "CPU " + cpu + " is reserved twice");
            }
        }
        assertEquals(64, all.size());
        for (Future<CpuReservation> reserved : reserving) {
            reserved.get().close();
        }
        executor.shutdown();
    }

    @Test
    void recordOfOneWhoDoesNotLiveIsNotBelieved() throws Exception {
        Topology topology = Machines.twoCpus(root);
        try (CpuReservation first = reserve(topology, Placement.usable(), 1)) {
            byte[] bytes = Files.readAllBytes(file);
            assertEquals("SLCRCPUS", new String(bytes, 0, 8, StandardCharsets.US_ASCII));
            assertEquals(64 + 32, bytes.length);
            bytes[64 + 8]++; // the start time
            Files.write(file, bytes);
            assertEquals(
                    "{0=a process that left no record}",
                    CpuReservation.holders(directory, topology).toString());
            bytes[64 + 16]++; // the namespace, in which the pid cannot be checked
            Files.write(file, bytes);
            String holder = CpuReservation.holders(directory, topology).toString();
            assertTrue(
                    holder.startsWith(
                            "{0=pid " + ProcessHandle.current().pid() + " of pid namespace "),
                    holder);
            assertEquals(List.of(0), first.cpus());
        }
    }

    @Test
    void fileIsEverybodysWhateverTheUmask() throws Exception {
        assertTrue(CpuReservation.holders(directory, Machines.twoCpus(root)).isEmpty());
        assertEquals(
                "rw-rw-rw-", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void symbolicLinkIsRefusedAndNotFollowed() throws Exception {
        Path target = root.resolve("target");
        Files.createSymbolicLink(file, target);
        LinuxException e =
                assertThrows(
                        LinuxException.class,
                        () -> CpuReservation.holders(directory, Machines.twoCpus(root)));
        assertEquals("ELOOP", e.errnoName());
        assertFalse(Files.exists(target));
    }

    @Test
    void fileOfSomethingElseIsRefusedAndLeftAlone() throws Exception {
        for (String content : List.of("", "short", "x".repeat(4096))) {
            Files.writeString(file, content);
            IllegalStateException e =
                    assertThrows(
                            IllegalStateException.class,
                            () -> CpuReservation.holders(directory, Machines.twoCpus(root)));
            assertTrue(e.getMessage().startsWith(file + " is not a file of CPU"), e.getMessage());
            assertEquals(content, Files.readString(file));
        }
    }

    @Test
    void laterVersionIsRefusedWithBothVersions() throws Exception {
        assertTrue(CpuReservation.holders(directory, Machines.twoCpus(root)).isEmpty());
        byte[] bytes = Files.readAllBytes(file);
        bytes[8] = 2;
        Files.write(file, bytes);
        IllegalStateException e =
                assertThrows(
                        IllegalStateException.class,
                        () -> CpuReservation.holders(directory, Machines.twoCpus(root)));
        assertTrue(e.getMessage().contains("has version 2"), e.getMessage());
        assertTrue(e.getMessage().contains("knows version 1"), e.getMessage());
    }

    @Test
    void absentDirectoryIsAnError() {
        LinuxException e =
                assertThrows(
                        LinuxException.class,
                        () ->
                                CpuReservation.holders(
                                        directory.resolve("absent"), Machines.twoCpus(root)));
        assertEquals("ENOENT", e.errnoName());
    }
}
