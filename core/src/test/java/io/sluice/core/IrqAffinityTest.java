package io.sluice.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.core.contract.ChildJvm;
import io.sluice.core.contract.OrdinaryUser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class IrqAffinityTest {
    private static final Path UNSHARE = Path.of("/usr/bin/unshare");

    @TempDir Path root;

    private static Optional<CpuSet> cpus(String list) {
        return Optional.of(CpuSet.parse(list));
    }

    @Test
    void affinitiesAreReadInTheOrderOfTheirNumbers() {
        new MachineFiles(root)
                .file("/proc/irq/default_smp_affinity", "ff")
                .file("/proc/irq/24/smp_affinity_list", "0-7")
                .file("/proc/irq/24/effective_affinity_list", "3")
                .file("/proc/irq/9/smp_affinity_list", "0,2")
                .file("/proc/irq/105/smp_affinity_list", "1")
                .file("/proc/irq/105/effective_affinity_list", "");
        assertEquals(
                List.of(
                        new IrqAffinity(9, cpus("0,2"), Optional.empty()),
                        new IrqAffinity(24, cpus("0-7"), cpus("3")),
                        new IrqAffinity(105, cpus("1"), Optional.empty())),
                IrqAffinity.readAll(root));
        assertEquals("IRQ 24 allowed 0-7 effective 3", IrqAffinity.read(root, 24).toString());
        assertEquals(
                "IRQ 25 allowed unknown effective unknown", IrqAffinity.read(root, 25).toString());
    }

    @Test
    void sentInterruptIsReadBack() {
        new MachineFiles(root)
                .file("/proc/irq/24/smp_affinity_list", "0-7")
                .file("/proc/irq/24/effective_affinity_list", "3");
        IrqAffinity after = IrqAffinity.send(root, 24, CpuSet.parse("2,4-5"));
        assertEquals(cpus("2,4-5"), after.allowed());
        assertThrows(IllegalArgumentException.class, () -> IrqAffinity.send(root, 24, CpuSet.of()));
    }

    @Test
    void kernelThatTakesAnotherSetIsNotBelieved() throws Exception {
        Path list = root.resolve("proc/irq/24/smp_affinity_list");
        Files.createDirectories(list.getParent());
        Files.createSymbolicLink(list, Path.of("/dev/null")); // takes all, and is empty
        IllegalStateException e =
                assertThrows(
                        IllegalStateException.class,
                        () -> IrqAffinity.send(root, 24, CpuSet.of(3)));
        Files.delete(list);
        assertTrue(e.getMessage().startsWith("cpus=3 were asked for"), e.getMessage());
    }

    @Test
    void absentInterruptIsRefusedWithWhatToDo() {
        LinuxException e =
                assertThrows(LinuxException.class, () -> IrqAffinity.send(999_999, CpuSet.of(0)));
        assertEquals("ENOENT", e.errnoName());
        assertTrue(e.getMessage().contains("There is no such interrupt"), e.getMessage());
    }

    @Test
    void everyInterruptHereStaysWhereItIsOrSaysThatItCannotMove() throws Exception {
        assumeTrue(OrdinaryUser.canBeStarted(), "needs root");
        List<IrqAffinity> before = IrqAffinity.readAll();
        for (IrqAffinity irq : before) {
            try {
                IrqAffinity after = IrqAffinity.send(irq.irq(), irq.allowed().orElseThrow());
                assertEquals(irq.allowed(), after.allowed());
            } catch (LinuxException e) {
                assertTrue(List.of("EPERM", "EIO").contains(e.errnoName()), e.getMessage());
                assertTrue(e.getMessage().contains("cannot be moved"), e.getMessage());
            }
        }
        assertEquals(
                before.stream().map(IrqAffinity::allowed).toList(),
                IrqAffinity.readAll().stream().map(IrqAffinity::allowed).toList());
    }

    @Test
    void ordinaryUserReadsAndMayNotSend() throws Exception {
        assumeTrue(OrdinaryUser.canBeStarted(), "needs root, and setpriv to give it up");
        List<IrqAffinity> all = IrqAffinity.readAll();
        assumeTrue(!all.isEmpty(), "there is no numbered interrupt");
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path classes = Files.createDirectory(root.resolve("classes"));
        String irq = "" + all.get(0).irq();
        try (ChildJvm child = ChildJvm.start(OrdinaryUser.command(classes, Sending.class, irq))) {
            assertTrue(child.awaitLine("counted ").matches("counted [1-9][0-9]* interrupts"));
            String refused = child.awaitLine("refused");
            assertTrue(refused.contains("failed: EACCES. Only root may"), refused);
        }
    }

    @Test
    void readOnlyProcIsSaid() throws Exception {
        assumeTrue(
                OrdinaryUser.canBeStarted() && Files.isExecutable(UNSHARE),
                "needs root, and unshare");
        List<IrqAffinity> all = IrqAffinity.readAll();
        assumeTrue(!all.isEmpty(), "there is no numbered interrupt");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(UNSHARE.toString(), "-m", "sh", "-c"));
        command.add("mount -o remount,bind,ro /proc && exec \"$@\"");
        command.addAll(List.of("sh", java, "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Sending.class.getName(), "" + all.get(0).irq()));
        try (ChildJvm child = ChildJvm.start(command)) {
            String refused = child.awaitLine("refused");
            assertTrue(refused.contains("failed: EROFS. /proc is read-only"), refused);
        }
    }

    /** Sends an interrupt to where it goes. */
    static final class Sending {
        private Sending() {}

        public static void main(String[] args) {
            System.out.println("counted " + Interrupts.now().lines().size() + " interrupts");
            IrqAffinity irq = IrqAffinity.read(Integer.parseInt(args[0]));
            try {
                System.out.println("sent " + IrqAffinity.send(irq.irq(), irq.allowed().get()));
            } catch (LinuxException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }
    }
}
