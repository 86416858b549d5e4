package io.sluice.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The kernel's files under {@code /proc} and {@code /sys}, or a copy of them elsewhere. */
final class SystemFiles {
    private static final int AT_ONCE = 1 << 16;

    private final Path root;

    SystemFiles(Path root) {
        this.root = root;
    }

    /** What a file says, without white space around it; empty if it is not there for us. */
    Optional<String> read(String path) {
        try {
            // In one read: of /proc/sys a second one finds nothing, and Files reads a byte first.
            InputStream in =
                    new BufferedInputStream(Files.newInputStream(root.resolve(path)), AT_ONCE);
            try (in) {
                return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
            }
        } catch (IOException e) {
            return Optional.empty(); // absent in a container, or forbidden: the check says so
        }
    }

    /** The lines of a file; none if it is not there for us. */
    List<String> lines(String path) {
        return read(path).map(text -> text.lines().toList()).orElse(List.of());
    }

    /** The number a file says. */
    Optional<Long> number(String path) {
        return read(path).filter(text -> text.matches("-?[0-9]{1,18}")).map(Long::parseLong);
    }

    /** The names in a folder, in order; none if it is not there. */
    List<String> names(String folder) {
        Path path = root.resolve(folder);
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether this process has a capability. Source: capabilities(7), proc(5) on CapEff. */
    boolean hasCapability(int number) {
        return lines("proc/self/status").stream()
                .filter(line -> line.startsWith("CapEff:"))
                .map(line -> line.substring("CapEff:".length()).trim())
                .anyMatch(mask -> (Long.parseUnsignedLong(mask, 16) >> number & 1) != 0);
    }

    /** The alternative that is chosen in a file such as {@code always [madvise] never}. */
    Optional<String> chosen(String path) {
        return read(path)
                .filter(text -> text.indexOf('[') >= 0 && text.indexOf(']') > text.indexOf('['))
                .map(text -> text.substring(text.indexOf('[') + 1, text.indexOf(']')));
    }
}
