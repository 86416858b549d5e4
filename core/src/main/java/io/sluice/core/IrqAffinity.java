package io.sluice.core;

import io.sluice.core.linux.Errno;
import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.LinuxFile;
import io.sluice.core.linux.NativeMemory;
import io.sluice.core.linux.SystemCall;
import io.sluice.core.linux.SystemFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * To which CPUs a numbered interrupt may go.
 *
 * @param irq its number
 * @param allowed the CPUs that were asked for; empty if the kernel does not say
 * @param effective the CPUs of those that the hardware sends it to, often one; empty if the kernel
 *     does not say, or there is none
 */
public record IrqAffinity(int irq, Optional<CpuSet> allowed, Optional<CpuSet> effective) {
    private static final Path ROOT = Path.of("/");
    private static final String IRQS = "/proc/irq";
    private static final String ALLOWED = "/smp_affinity_list";

    /** The affinity of one interrupt as it is now; a number that there is not has empty ones. */
    public static IrqAffinity read(int irq) {
        return read(ROOT, irq);
    }

    /** The affinities of all numbered interrupts as they are now, by number. */
    public static List<IrqAffinity> readAll() {
        return readAll(ROOT);
    }

    static List<IrqAffinity> readAll(Path root) {
        return new SystemFiles(root)
                .numbered(IRQS, "").stream().map(irq -> read(root, irq)).toList();
    }

    static IrqAffinity read(Path root, int irq) {
        SystemFiles files = new SystemFiles(root);
        String directory = IRQS + "/" + irq;
        return new IrqAffinity(
                irq,
                files.cpus(directory + ALLOWED),
                files.cpus(directory + "/effective_affinity_list").filter(cpus -> !cpus.isEmpty()));
    }

    /**
     * Sends an interrupt to other CPUs from its next occurrence on, for the whole machine, until
     * somebody, such as irqbalance, sends it elsewhere.
     *
     * @return what the kernel says afterwards
     * @throws LinuxException if it refuses: EACCES for who is not root, EROFS where proc is mounted
     *     read-only, EPERM for an interrupt that cannot move (EIO of older kernels), EINVAL if no
     *     CPU is online, ENOENT if there is no such interrupt
     * @throws IllegalStateException if it took another set than this without a word
     */
    public static IrqAffinity send(int irq, CpuSet cpus) {
        return send(ROOT, irq, cpus);
    }

    static IrqAffinity send(Path root, int irq, CpuSet cpus) {
        if (cpus.isEmpty()) {
            throw new IllegalArgumentException("cpus is empty");
        }
        String path = new SystemFiles(root).path(IRQS + "/" + irq + ALLOWED).toString();
        try (LinuxFile file = LinuxFile.open(path, LinuxFile.O_WRONLY, 0)) {
            write(file, path, cpus.toString());
        } catch (LinuxException e) {
            throw new LinuxException(e.call(), e.errno(), advice(e.errno()));
        }
        IrqAffinity after = read(root, irq);
        if (!after.allowed().equals(Optional.of(cpus))) {
            throw new IllegalStateException("cpus=" + cpus + " were asked for; it is " + after);
        }
        return after;
    }

    /** In one call, as the kernel needs it. */
    private static void write(LinuxFile file, String path, String text) {
        UnsafeBuffer bytes = NativeMemory.string(text);
        long result =
                Kernel.callKeeping(
                        bytes,
                        SystemCall.WRITE,
                        file.descriptor(),
                        bytes.addressOffset(),
                        text.length(),
                        0);
        if (result != text.length()) {
            int errno = result < 0 ? (int) -result : Errno.EIO;
            throw new LinuxException("write(" + path + ", \"" + text + "\")", errno, "");
        }
    }

    private static String advice(int errno) {
        return switch (errno) {
            case Errno.EACCES -> "Only root may move interrupts";
            case Errno.EROFS -> "/proc is read-only here, as in containers; do it on the host";
            case Errno.EPERM, Errno.EIO ->
                    "It cannot be moved: its driver spreads it, or its controller cannot";
            case Errno.EINVAL -> "At least one of the CPUs has to be online";
            case Errno.ENOENT -> "There is no such interrupt; see /proc/interrupts";
            default -> "";
        };
    }

    @Override
    public String toString() {
        return "IRQ " + irq + " allowed " + show(allowed) + " effective " + show(effective);
    }

    private static String show(Optional<CpuSet> cpus) {
        return cpus.map(CpuSet::toString).orElse("unknown");
    }
}
