package io.sluice.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Reads {@code /proc} and {@code /sys} below a root. What is absent, may not be read, or is not
 * what the kernel writes is empty: in containers any of it may be masked.
 */
record SystemFiles(Path root) {
    private static final String NO_MASK = "(null)"; // how printk writes a mask that is not there

    Path path(String name) {
        return root.resolve(name.startsWith("/") ? name.substring(1) : name);
    }

    Optional<String> text(String name) {
        try {
            return Optional.of(Files.readString(path(name)).trim());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    List<String> lines(String name) {
        return text(name).map(text -> text.lines().toList()).orElse(List.of());
    }

    Optional<CpuSet> cpus(String name) {
        try {
            return text(name).map(list -> CpuSet.parse(list.equals(NO_MASK) ? "" : list));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The first of several files that is there, the newest name first. */
    Optional<CpuSet> firstCpus(String directory, String... names) {
        return Stream.of(names).flatMap(name -> cpus(directory + name).stream()).findFirst();
    }

    OptionalInt number(String name) {
        try {
            return text(name).stream().mapToInt(Integer::parseInt).findFirst();
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    /** The numbers that follow a prefix in the names of a directory, ascending. */
    List<Integer> numbered(String directory, String prefix) {
        TreeSet<Integer> numbers = new TreeSet<>();
        try (Stream<Path> files = Files.list(path(directory))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = file.getFileName().toString();
                if (name.matches(prefix + "[0-9]{1,9}")) {
                    numbers.add(Integer.parseInt(name.substring(prefix.length())));
                }
            }
        } catch (IOException e) {
            return List.of();
        }
        return new ArrayList<>(numbers);
    }
}
