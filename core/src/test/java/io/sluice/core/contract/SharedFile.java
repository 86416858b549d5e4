package io.sluice.core.contract;

import io.sluice.core.AgronaAccess;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Zeroed memory that several JVMs of a test map, until the one that made it closes it. */
public final class SharedFile implements AutoCloseable {
    private static final Path DIRECTORY = Path.of("/dev/shm");

    private final Path path;
    private final AtomicBuffer memory;

    private SharedFile(Path path, AtomicBuffer memory) {
        this.path = path;
        this.memory = memory;
    }

    /** Makes one. */
    public static SharedFile create(int length) throws IOException {
        Path path = Files.createTempFile(DIRECTORY, "sluice-test-", "");
        return new SharedFile(path, map(path, length));
    }

    /** What a child maps: all of the file at {@link #name}. */
    public static AtomicBuffer map(String name) throws IOException {
        Path path = Path.of(name);
        return map(path, Files.size(path));
    }

    private static AtomicBuffer map(Path path, long length) throws IOException {
        AgronaAccess.ensureOpen();
        try (FileChannel file =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new UnsafeBuffer(file.map(FileChannel.MapMode.READ_WRITE, 0, length));
        }
    }

    /** What a child needs to be told. */
    public String name() {
        return path.toString();
    }

    /** The memory. */
    public AtomicBuffer memory() {
        return memory;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
    }
}
