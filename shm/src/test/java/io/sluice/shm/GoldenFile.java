package io.sluice.shm;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** A segment that is stored beside the tests, for all later versions. */
final class GoldenFile {
    private static final Path DIRECTORY = Path.of("src/test/resources/io/sluice/shm");

    private GoldenFile() {}

    private static String name(Enum<?> segment) {
        return segment.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-1.0.segment.gz";
    }

    /** Stores a copy of it. */
    static void write(Enum<?> segment, Path from) throws IOException {
        Path file = DIRECTORY.resolve(name(segment));
        try (OutputStream zipped = new GZIPOutputStream(Files.newOutputStream(file))) {
            Files.copy(from, zipped);
        }
    }

    /** Makes a segment of the stored one. */
    static void read(Enum<?> segment, Path to) throws IOException {
        try (InputStream stored = GoldenFile.class.getResourceAsStream(name(segment));
                InputStream unzipped = new GZIPInputStream(stored)) {
            Files.copy(unzipped, to);
        }
    }
}
