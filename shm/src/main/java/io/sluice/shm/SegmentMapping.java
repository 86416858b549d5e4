package io.sluice.shm;

import io.sluice.core.linux.LinuxFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Bytes of an open file as memory, which stays as long as a buffer of it is reachable. */
final class SegmentMapping {
    private SegmentMapping() {}

    /** The first bytes. A store through a mapping that is not writable would end the JVM. */
    static AtomicBuffer map(LinuxFile file, boolean writable, long length) {
        try {
            return map(file, writable, 0, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes to be written; empty if this process may not write the file. */
    static Optional<AtomicBuffer> tryMapWritable(LinuxFile file, long offset, long length) {
        try {
            return Optional.of(map(file, true, offset, length));
        } catch (AccessDeniedException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By descriptor: the name may lead elsewhere by now. */
    private static AtomicBuffer map(LinuxFile file, boolean writable, long offset, long length)
            throws IOException {
        Path path = Path.of(file.descriptorPath());
        Set<StandardOpenOption> access =
                writable
                        ? Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE)
                        : Set.of(StandardOpenOption.READ);
        MapMode mode = writable ? MapMode.READ_WRITE : MapMode.READ_ONLY;
        try (FileChannel channel = FileChannel.open(path, access)) {
            return new UnsafeBuffer(channel.map(mode, offset, length));
        }
    }
}
