package io.sluice.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A limit that the kernel publishes under {@code /proc/sys}. */
record Limit(String name, long value) {

    /** Reads a limit by its name for {@code sysctl}. */
    static Limit read(String name) throws IOException {
        Path file = Path.of("/proc/sys", name.replace('.', '/'));
        if (!Files.isReadable(file)) {
            // The kernel lacks the means too, and the call that follows says so.
            return new Limit(name, Long.MAX_VALUE);
        }
        // Not readString: it asks for the first byte alone, and these files answer only once.
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            return new Limit(name, Long.parseLong(reader.readLine()));
        }
    }

    /** Refuses a payload that exceeds the limit, naming both. */
    void require(int payload) throws IOException {
        if (payload > value) {
            throw new IOException(
                    "payload="
                            + payload
                            + " exceeds "
                            + name
                            + "="
                            + value
                            + "; send less, or raise it: sysctl -w "
                            + name
                            + "="
                            + payload);
        }
    }
}
