package io.sluice.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory, usually in shared memory, removed when it is closed, or else when the JVM ends. */
record ScratchDirectory(Path path) implements AutoCloseable {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    static ScratchDirectory create() throws IOException {
        return create(SHARED_MEMORY);
    }

    /** One elsewhere, for what shared memory is not for: it may be mounted {@code noexec}. */
    static ScratchDirectory create(Path parent) throws IOException {
        ScratchDirectory directory =
                new ScratchDirectory(Files.createTempDirectory(parent, "sluice-benchmarks-"));
        AtEnd.close(directory::removeLeftOvers);
        return directory;
    }

    /** Removes it with all it contains; what is mapped stays mapped. Closing twice does nothing. */
    @Override
    public void close() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(path)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : paths) {
            Files.delete(each);
        }
    }

    /** At the end of a run that was broken off. */
    private void removeLeftOvers() {
        try {
            close();
        } catch (IOException e) {
            System.err.println("left behind: " + path + ": " + e);
        }
    }
}
