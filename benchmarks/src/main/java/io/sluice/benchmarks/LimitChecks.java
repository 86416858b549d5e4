package io.sluice.benchmarks;

import io.sluice.core.linux.SystemFiles;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Looks at what this process may use: memory, shared memory, time, priorities. */
final class LimitChecks {
    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final int CAP_IPC_LOCK = 14;
    private static final int CAP_SYS_NICE = 23;

    /** Docker's default for /dev/shm, which a few rings fill. */
    private static final long SMALL_SHM = 64 * MIB;

    private static final long SMALL_MEMLOCK = 64 * MIB;
    private static final String LIMITS = "proc/self/limits";

    private final SystemFiles files;

    LimitChecks(SystemFiles files) {
        this.files = files;
    }

    /** The room in {@code /dev/shm}, in bytes. */
    List<Finding> all(long shmLength, long shmFree) {
        return List.of(
                sharedMemory(shmLength, shmFree),
                swap(),
                lockedMemory(),
                realTimePriority(),
                cpuQuota(),
                memoryLimit());
    }

    Finding sharedMemory(long length, long free) {
        String found = "/dev/shm: %,d MiB, %,d free".formatted(length / MIB, free / MIB);
        if (length > SMALL_SHM && free > SMALL_SHM) {
            return Finding.fine("shared memory", found);
        }
        return Finding.costs(
                "shared memory",
                found,
                "a segment that does not fit is refused",
                "mount -o remount,size=1g /dev/shm; for a container docker run --shm-size 1g");
    }

    Finding swap() {
        List<String> devices = files.lines("proc/swaps").stream().skip(1).toList();
        if (devices.isEmpty()) {
            return Finding.fine("swap", "none");
        }
        String swappiness = files.text("proc/sys/vm/swappiness").orElse("unknown");
        return Finding.costs(
                "swap",
                devices.size() + " in use, vm.swappiness=" + swappiness,
                "a page that was swapped out costs its reader milliseconds; /dev/shm's, too",
                "swapoff -a, or lock the pages (mlock)");
    }

    Finding lockedMemory() {
        Optional<String> soft = limit("Max locked memory");
        if (soft.isEmpty()) {
            return Finding.unknown("locked memory", LIMITS + " is not to be read");
        }
        if (soft.get().equals("unlimited")) {
            return Finding.fine("locked memory", "unlimited");
        }
        long bytes = Long.parseLong(soft.get());
        String found = "%,d KiB".formatted(bytes / KIB);
        if (hasCapability(CAP_IPC_LOCK)) {
            return Finding.fine("locked memory", found + " does not bind: CAP_IPC_LOCK");
        }
        if (bytes >= SMALL_MEMLOCK) {
            return Finding.fine("locked memory", found);
        }
        return Finding.costs(
                "locked memory",
                found,
                "pages that cannot be locked may be taken away, and fault when used again",
                "ulimit -l unlimited, or memlock in /etc/security/limits.conf");
    }

    Finding realTimePriority() {
        Optional<String> soft = limit("Max realtime priority");
        if (soft.isEmpty()) {
            return Finding.unknown("real-time priority", LIMITS + " is not to be read");
        }
        if (hasCapability(CAP_SYS_NICE)) {
            return Finding.fine("real-time priority", "any: CAP_SYS_NICE");
        }
        if (!soft.get().equals("0")) {
            return Finding.fine("real-time priority", "up to " + soft.get());
        }
        return Finding.costs(
                "real-time priority",
                "none",
                "threads cannot have FIFO or RR: any other may take their CPU",
                "ulimit -r 99, or rtprio in /etc/security/limits.conf");
    }

    /** Source: capabilities(7), proc(5) on CapEff. */
    private boolean hasCapability(int number) {
        return files.lines("proc/self/status").stream()
                .filter(line -> line.startsWith("CapEff:"))
                .map(line -> line.substring("CapEff:".length()).trim())
                .anyMatch(mask -> (Long.parseUnsignedLong(mask, 16) >> number & 1) != 0);
    }

    /** The soft one, as the kernel writes it. */
    private Optional<String> limit(String name) {
        return files.lines(LIMITS).stream()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length()).trim().split(" +", 2)[0])
                .findFirst();
    }

    Finding cpuQuota() {
        Optional<String> second = control("cpu.max");
        Optional<String> first = control("cpu", "cpu.cfs_quota_us");
        String quota = second.map(text -> text.split(" ", 2)[0]).or(() -> first).orElse("max");
        if (quota.equals("max") || quota.startsWith("-")) {
            return Finding.fine("CPU quota", "none");
        }
        return Finding.costs(
                "CPU quota",
                quota + " us a period" + throttled(),
                "who has used it up stands still until the period ends: up to 100 ms",
                "docker run without --cpus; in Kubernetes no CPU limit, and the static CPU policy");
    }

    private String throttled() {
        return control("cpu.stat")
                .or(() -> control("cpu", "cpu.stat"))
                .flatMap(
                        text ->
                                text.lines()
                                        .filter(line -> line.startsWith("nr_throttled "))
                                        .findFirst())
                .map(line -> ", used up " + line.substring(line.indexOf(' ') + 1) + " times")
                .orElse("");
    }

    Finding memoryLimit() {
        Optional<String> limit =
                control("memory.max").or(() -> control("memory", "memory.limit_in_bytes"));
        boolean none =
                limit.isEmpty()
                        || limit.get().equals("max")
                        || Long.parseLong(limit.get()) > Long.MAX_VALUE / 2;
        return Finding.fine(
                "memory limit",
                none
                        ? "none"
                        : "%,d MiB, in which /dev/shm counts: who goes beyond it is killed"
                                .formatted(Long.parseLong(limit.get()) / MIB));
    }

    /** Of this process's own group in the one hierarchy. */
    private Optional<String> control(String file) {
        return inHierarchy(fields -> fields[1].isEmpty() && fields[0].equals("0"), file);
    }

    /** Of the hierarchy of a controller. */
    private Optional<String> control(String controller, String file) {
        return inHierarchy(
                fields -> Arrays.asList(fields[1].split(",", -1)).contains(controller), file);
    }

    /** In a container the group's path may be the host's, and its files at the top. */
    private Optional<String> inHierarchy(Predicate<String[]> matches, String file) {
        return files.lines("proc/self/cgroup").stream()
                .map(line -> line.split(":", 3))
                .filter(fields -> fields.length == 3 && matches.test(fields))
                .findFirst()
                .flatMap(
                        fields -> {
                            String top = "sys/fs/cgroup/" + fields[1];
                            return files.text(top + fields[2] + "/" + file)
                                    .or(() -> files.text(top + "/" + file));
                        });
    }
}
