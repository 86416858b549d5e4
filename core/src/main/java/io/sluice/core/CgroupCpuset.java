package io.sluice.core;

import io.sluice.core.linux.SystemFiles;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The CPUs the cgroup leaves to this process.
 *
 * <p>Source: cgroups(7), cpuset(7), the kernel's {@code admin-guide/cgroup-v2}, proc(5) on
 * mountinfo.
 */
final class CgroupCpuset {
    private static final String V1 = "cpuset";
    private static final int MOUNT_ROOT = 3;
    private static final int MOUNT_POINT = 4;

    private CgroupCpuset() {}

    /**
     * The effective cpuset; empty if no mount shows it.
     *
     * <p>A cgroup without the controller has its parent's, so the files are looked for upwards. A
     * cgroup outside what is mounted is not looked for: its ancestors may allow more.
     */
    static Optional<CpuSet> read(SystemFiles files) {
        List<String> hierarchies = files.lines("/proc/self/cgroup"); // "3:cpuset,cpu:/a/b", "0::/"
        return hierarchies.stream()
                .map(line -> line.split(":", 3))
                .filter(fields -> fields.length == 3 && hasController(fields[1]))
                .findFirst()
                .map(fields -> find(files, true, fields[2]))
                .orElseGet(
                        () ->
                                hierarchies.stream()
                                        .filter(line -> line.startsWith("0::"))
                                        .findFirst()
                                        .flatMap(line -> find(files, false, line.substring(3))));
    }

    private static boolean hasController(String controllers) {
        return List.of(controllers.split(",")).contains(V1);
    }

    private static Optional<CpuSet> find(SystemFiles files, boolean v1, String cgroup) {
        for (String line : files.lines("/proc/self/mountinfo")) {
            String[] halves = line.split(" - ", 2);
            String[] mount = halves[0].split(" ", -1);
            if (halves.length == 2 && mount.length > MOUNT_POINT && isCpuset(halves[1], v1)) {
                String root = unescaped(mount[MOUNT_ROOT]);
                String point = unescaped(mount[MOUNT_POINT]);
                Optional<String> below = below(root, cgroup);
                if (below.isPresent() && Files.isDirectory(files.path(point + below.get()))) {
                    return upwards(files, v1, point, below.get());
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isCpuset(String typeSourceOptions, boolean v1) {
        String[] fields = typeSourceOptions.split(" ", -1);
        return v1
                ? fields[0].equals("cgroup") && hasController(fields[fields.length - 1])
                : fields[0].equals("cgroup2");
    }

    /** The path of a cgroup below a mount point whose root is another: empty, or "/b". */
    private static Optional<String> below(String root, String cgroup) {
        String prefix = root.equals("/") ? "" : root;
        String path = cgroup.equals("/") ? "" : cgroup;
        boolean inside = path.equals(prefix) || path.startsWith(prefix + "/");
        return inside && !path.contains("/..")
                ? Optional.of(path.substring(prefix.length()))
                : Optional.empty();
    }

    private static Optional<CpuSet> upwards(
            SystemFiles files, boolean v1, String point, String below) {
        String[] names =
                v1
                        ? new String[] {"cpuset.effective_cpus", "cpuset.cpus"}
                        : new String[] {"cpuset.cpus.effective"};
        return Stream.iterate(
                        below,
                        path -> path != null,
                        path -> path.isEmpty() ? null : path.substring(0, path.lastIndexOf('/')))
                .flatMap(path -> files.firstCpus(point + path + "/", names).stream())
                .findFirst();
    }

    /** White space in a mount is written as three octal digits. */
    private static String unescaped(String path) {
        return path.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
    }
}
