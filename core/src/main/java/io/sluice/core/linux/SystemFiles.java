package io.sluice.core.linux;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.core.CpuSet;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Reads {@code /proc} and {@code /sys} below a root. What is absent, may not be read, or is not
 * what the kernel writes is empty: in containers any of it may be masked.
 */
public record SystemFiles(Path root) {
    private static final int AT_ONCE = 1 << 16;
    private static final String NO_MASK = "(null)"; // how printk writes a mask that is not there

    /** Where a file is. */
    public Path path(String name) {
        return root.resolve(name.startsWith("/") ? name.substring(1) : name);
    }

    /** What a file says, without white space around it. */
    public Optional<String> text(String name) {
        // In one read: of /proc/sys a second one finds nothing, and Files begins with a single
        // byte.
        try (InputStream file = Files.newInputStream(path(name));
                InputStream in = new BufferedInputStream(file, AT_ONCE)) {
            return Optional.of(new String(in.readAllBytes(), UTF_8).trim());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The lines of a file. */
    public List<String> lines(String name) {
        return text(name).map(text -> text.lines().toList()).orElse(List.of());
    }

    /** The CPUs in a file's list. */
    public Optional<CpuSet> cpus(String name) {
        try {
            return text(name).map(list -> CpuSet.parse(list.equals(NO_MASK) ? "" : list));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The first of several files that is there, the newest name first. */
    public Optional<CpuSet> firstCpus(String directory, String... names) {
        return Stream.of(names).flatMap(name -> cpus(directory + name).stream()).findFirst();
    }

    /** The number in a file. */
    public OptionalInt number(String name) {
        try {
            return text(name).stream().mapToInt(Integer::parseInt).findFirst();
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    /** The names in a directory, ascending. */
    public List<String> names(String directory) {
        try (Stream<Path> files = Files.list(path(directory))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    /** The numbers that follow a prefix in the names of a directory, ascending. */
    public List<Integer> numbered(String directory, String prefix) {
        return names(directory).stream()
                .filter(name -> name.matches(prefix + "[0-9]{1,9}"))
                .map(name -> Integer.parseInt(name.substring(prefix.length())))
                .sorted()
                .toList();
    }
}
