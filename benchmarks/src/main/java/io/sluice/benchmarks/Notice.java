package io.sluice.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A line of numbers that the first side leaves in the directory and the second side reads. */
record Notice(Path file) {

    /** The notice of that name in the connection's directory. */
    static Notice in(Setup setup, String name) {
        return new Notice(setup.directory().resolve(name));
    }

    /** Writes it; the first side calls this last, so that a notice says that the rest is there. */
    void leave(Teardown teardown, long... numbers) throws IOException {
        teardown.delete(file);
        Files.writeString(
                file,
                Arrays.stream(numbers).mapToObj(Long::toString).collect(Collectors.joining(" ")));
    }

    /** Reads it. */
    long[] read() throws IOException {
        return Arrays.stream(Files.readString(file).split(" "))
                .mapToLong(Long::parseLong)
                .toArray();
    }
}
