package io.sluice.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * All that a soak has in shared memory, which is removed at its end unless it is to be looked at.
 */
final class SoakDirectory {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private final Path path;

    private SoakDirectory(Path path) {
        this.path = path;
    }

    /** One in shared memory. */
    static SoakDirectory create() throws IOException {
        return create(SHARED_MEMORY);
    }

    /** One elsewhere, for what shared memory is not for: it may be mounted {@code noexec}. */
    static SoakDirectory create(Path parent) throws IOException {
        return new SoakDirectory(Files.createTempDirectory(parent, "sluice-benchmarks-soak-"));
    }

    Path path() {
        return path;
    }

    /** One in it. */
    Path create(String name) throws IOException {
        return Files.createDirectory(path.resolve(name));
    }

    /** Removes it with all it contains. */
    void remove() throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(path)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : paths) {
            Files.delete(each);
        }
    }
}
