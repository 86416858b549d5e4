package io.sluice.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.core.contract.ChildJvm;
import io.sluice.core.contract.OrdinaryUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reservations of several JVMs, one of them killed, one of another user. */
@Timeout(120)
class CpuReservationProcessesTest {
    private static final int EVERYBODYS = 01777; // as /dev/shm itself

    @TempDir Path root;
    private Path directory;
    private Topology topology;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createTempDirectory(Path.of("/dev/shm"), "sluice-test-");
        Files.setAttribute(directory, "unix:mode", EVERYBODYS);
        topology = Machines.twoCpus(root);
    }

    @AfterEach
    void removeDirectory() throws IOException {
        Files.deleteIfExists(directory.resolve("sluice-cpus"));
        Files.delete(directory);
    }

    private CpuReservation reserve(int count) {
        return CpuReservation.reserve(directory, topology, Placement.usable(), count);
    }

    @Test
    void killedHolderFreesItsCpu() throws Exception {
        try (ChildJvm child = ChildJvm.start(Reserving.class, directory + "", root + "")) {
            assertEquals("reserved [0]", child.awaitLine("reserved"));
            String holder = CpuReservation.holders(directory, topology).get(0).toString();
            assertTrue(holder.startsWith("pid " + child.pid() + " since 20"), holder);
            try (CpuReservation mine = reserve(1)) {
                assertEquals(List.of(1), mine.cpus());
            }
            child.stop();
            PlacementException e = assertThrows(PlacementException.class, () -> reserve(2).close());
            assertTrue(
                    e.getMessage().contains("CPU 0 is reserved by pid " + child.pid()),
                    e.getMessage());
            child.kill();
            try (CpuReservation mine = reserve(2)) {
                assertEquals(List.of(0, 1), mine.cpus());
            }
        }
    }

    @Test
    void childIsRefusedWhatThisProcessHas() throws Exception {
        try (CpuReservation mine = reserve(2);
                ChildJvm child = ChildJvm.start(Reserving.class, directory + "", root + "")) {
            String refused = child.awaitLine("refused");
            String me = " is reserved by pid " + ProcessHandle.current().pid() + " since 20";
            assertTrue(refused.contains("CPU 0" + me), refused);
            assertTrue(refused.contains("CPU 1" + me), refused);
            assertEquals(List.of(0, 1), mine.cpus());
        }
    }

    @Test
    void rootAndAnOrdinaryUserExcludeEachOther() throws Exception {
        assumeTrue(OrdinaryUser.canBeStarted(), "needs root, and setpriv to give it up");
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path classes = Files.createDirectory(root.resolve("classes"));
        try (CpuReservation mine = reserve(1);
                ChildJvm child =
                        ChildJvm.start(
                                OrdinaryUser.command(
                                        classes, Reserving.class, directory + "", root + ""))) {
            assertEquals(List.of(0), mine.cpus());
            assertEquals("reserved [1]", child.awaitLine("reserved"));
            PlacementException e = assertThrows(PlacementException.class, () -> reserve(1).close());
            assertTrue(
                    e.getMessage().contains("CPU 1 is reserved by pid " + child.pid()),
                    e.getMessage());
        }
    }

    @Test
    void ordinaryUserMayMakeTheFileThatRootThenUses() throws Exception {
        assumeTrue(OrdinaryUser.canBeStarted(), "needs root, and setpriv to give it up");
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path classes = Files.createDirectory(root.resolve("classes"));
        List<String> command =
                OrdinaryUser.command(classes, Reserving.class, directory + "", root + "");
        try (ChildJvm child = ChildJvm.start(command)) {
            assertEquals("reserved [0]", child.awaitLine("reserved"));
            Path file = directory.resolve("sluice-cpus");
            assertEquals(OrdinaryUser.ID, Files.getAttribute(file, "unix:uid"));
            try (CpuReservation mine = reserve(1)) {
                assertEquals(List.of(1), mine.cpus());
            }
        }
    }

    @Test
    void ordinaryUserIsToldIfTheFileIsNotForHim() throws Exception {
        assumeTrue(OrdinaryUser.canBeStarted(), "needs root, and setpriv to give it up");
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path classes = Files.createDirectory(root.resolve("classes"));
        reserve(1).close();
        Files.setPosixFilePermissions(
                directory.resolve("sluice-cpus"), PosixFilePermissions.fromString("rw-------"));
        List<String> command =
                OrdinaryUser.command(classes, Reserving.class, directory + "", root + "");
        try (ChildJvm child = ChildJvm.start(command)) {
            String refused = child.awaitLine("refused");
            assertTrue(refused.contains("failed: EACCES. The user of this process may"), refused);
        }
    }

    /** Reserves one CPU of two, and keeps it. */
    static final class Reserving {
        private Reserving() {}

        public static void main(String[] args) throws Exception {
            Topology topology = Topology.read(Path.of(args[1]), CpuSet.parse("0-1"));
            try (CpuReservation reserved =
                    CpuReservation.reserve(Path.of(args[0]), topology, Placement.usable(), 1)) {
                System.out.println("reserved " + reserved.cpus());
                Thread.sleep(60_000);
            } catch (PlacementException | LinuxException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }
    }
}
