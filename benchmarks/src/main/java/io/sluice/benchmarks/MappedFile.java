package io.sluice.benchmarks;

import io.sluice.core.AgronaAccess;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.concurrent.UnsafeBuffer;

/** A file mapped by both sides, for the rivals that bring no segment of their own. */
final class MappedFile {
    private MappedFile() {}

    /** Maps {@code length} bytes; the first side creates the file, the second expects it. */
    static UnsafeBuffer map(Side side, Path path, int length) throws IOException {
        AgronaAccess.ensureOpen();
        StandardOpenOption how =
                side == Side.FIRST ? StandardOpenOption.CREATE_NEW : StandardOpenOption.READ;
        try (FileChannel channel =
                FileChannel.open(path, how, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new UnsafeBuffer(channel.map(FileChannel.MapMode.READ_WRITE, 0, length));
        }
    }
}
