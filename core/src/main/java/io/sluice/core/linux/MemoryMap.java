package io.sluice.core.linux;

import io.sluice.core.CpuSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the kernel says of this process's memory.
 *
 * <p>Source: proc(5), /proc/pid/smaps and /proc/pid/status.
 */
public final class MemoryMap {
    /** The size that says how long a mapping's pages are. */
    public static final String PAGE = "KernelPageSize";

    /** How long a transparent huge page is: 2 MiB where pages are of 4 KiB. */
    public static final long HUGE_PAGE_LENGTH = hugePageLength();

    private static final int KIB = 1024;
    private static final Path SMAPS = Path.of("/proc/self/smaps");

    /**
     * One mapping.
     *
     * @param from its first address
     * @param to the address after its last
     * @param writable whether it may be written
     * @param sizes its lines with a size, bytes: {@code Rss}, {@code AnonHugePages}, ...
     * @param flags its VmFlags: {@code lo} locked, {@code ht} of a hugetlbfs, ...
     */
    public record Mapping(
            long from, long to, boolean writable, Map<String, Long> sizes, Set<String> flags) {
        /** The size of this name, 0 if this kernel has none. */
        public long size(String name) {
            return sizes.getOrDefault(name, 0L);
        }

        /** Whether its pages are a hugetlbfs's. */
        public boolean isHugetlb() {
            return flags.contains("ht");
        }

        /** How many bytes of it this process has mapped by huge pages of any sort. */
        public long huge() {
            return size("AnonHugePages")
                    + size("ShmemPmdMapped")
                    + size("FilePmdMapped")
                    + size("Private_Hugetlb")
                    + size("Shared_Hugetlb");
        }

        /** How many bytes of it lie in a range. */
        public long overlap(long rangeFrom, long rangeTo) {
            return Math.min(to, rangeTo) - Math.max(from, rangeFrom);
        }
    }

    private MemoryMap() {}

    /** The mappings that have bytes between two addresses, ascending. */
    public static List<Mapping> overlapping(long from, long to) {
        List<Mapping> found = new ArrayList<>();
        try (var lines = Files.newBufferedReader(SMAPS)) {
            Mapping mapping = null;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int space = line.indexOf(' ');
                if (line.charAt(space - 1) != ':') {
                    mapping = header(line, space);
                    if (mapping.overlap(from, to) > 0) {
                        found.add(mapping);
                    }
                } else if (mapping != null && mapping.overlap(from, to) > 0) {
                    field(mapping, line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /** {@code 7f00-7fff rw-s 00000000 00:18 5 /dev/shm/prices}. */
    private static Mapping header(String line, int space) {
        int dash = line.indexOf('-');
        return new Mapping(
                Long.parseUnsignedLong(line.substring(0, dash), 16),
                Long.parseUnsignedLong(line.substring(dash + 1, space), 16),
                line.charAt(space + 2) == 'w',
                new HashMap<>(),
                new HashSet<>());
    }

    /** {@code Rss: 64 kB}, or {@code VmFlags: rd wr sh lo}, or another. */
    private static void field(Mapping mapping, String line) {
        int colon = line.indexOf(':');
        String name = line.substring(0, colon);
        String value = line.substring(colon + 1).trim();
        if (name.equals("VmFlags")) {
            mapping.flags().addAll(List.of(value.split(" ", -1)));
        } else if (value.endsWith(" kB")) {
            mapping.sizes().put(name, Long.parseLong(value.replace(" kB", "")) * KIB);
        }
    }

    private static long hugePageLength() {
        try {
            Path file = Path.of("/sys/kernel/mm/transparent_hugepage/hpage_pmd_size");
            return Files.exists(file) ? Long.parseLong(Files.readString(file).trim()) : 2 << 20;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The NUMA nodes that have memory which this process may use. */
    public static CpuSet nodes() {
        CpuSet allowed = CpuSet.parse(status("Mems_allowed_list"));
        Path file = Path.of("/sys/devices/system/node/has_memory");
        if (!Files.exists(file)) {
            return allowed; // a kernel without NUMA
        }
        try {
            CpuSet withMemory = CpuSet.parse(Files.readString(file));
            return CpuSet.of(allowed.stream().filter(withMemory::contains).toArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A line of this process's status with a size, bytes: {@code VmLck}, {@code VmSize}, ... */
    public static long statusLength(String name) {
        return Long.parseLong(status(name).replace(" kB", "")) * KIB;
    }

    private static String status(String name) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith(name + ":")) {
                    return line.substring(name.length() + 1).trim();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("/proc/self/status has no " + name);
    }
}
