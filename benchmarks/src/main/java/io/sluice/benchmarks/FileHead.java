package io.sluice.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Appends to a plain file, no further ahead of its reader than {@link #WINDOW} bytes. The kernel
 * makes a file longer after it has copied what was written, so that a reader who finds bytes finds
 * them whole.
 *
 * <p>The reader makes a second file a byte longer for each {@link #CREDIT} bytes it has read.
 */
final class FileHead implements WritableByteChannel {
    static final int CREDIT = 1 << 16;

    private static final int WINDOW = 4 * CREDIT;

    private final FileChannel file;
    private final FileChannel credits;
    private long written; // by write
    private long read; // by write: as last seen

    /** Opens both, which exist. */
    FileHead(Path path, Teardown teardown) throws IOException {
        file = teardown.add(FileChannel.open(path, StandardOpenOption.WRITE));
        credits = teardown.add(FileChannel.open(credits(path), StandardOpenOption.READ));
    }

    /** The name of the second file. */
    static Path credits(Path path) {
        return path.resolveSibling(path.getFileName() + ".read");
    }

    /** Appends all there is, or nothing while the reader is too far behind. */
    @Override
    public int write(ByteBuffer from) throws IOException {
        if (written + from.remaining() - read > WINDOW) {
            read = credits.size() * CREDIT;
            if (written + from.remaining() - read > WINDOW) {
                return 0;
            }
        }
        int length = file.write(from);
        written += length;
        return length;
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
