package io.sluice.benchmarks;

import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.LinuxFile;
import io.sluice.core.linux.SystemCall;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads what a {@link FileHead} appends, and gives the pages of what it has read back, so that the
 * file takes little room however long it says it is.
 *
 * <p>Source: pread(2), fallocate(2).
 */
final class FileTail implements ReadableByteChannel {
    private static final int KEEP_SIZE_AND_PUNCH_HOLE = 3;

    private final FileChannel file;
    private final FileChannel credits;
    private final int descriptor; // of the file once more: FileChannel keeps its own to itself
    private final ByteBuffer credit = ByteBuffer.allocateDirect(1);
    private long position; // by read
    private long credited; // by read: bytes given back

    /** Opens both, which exist. */
    FileTail(Path path, Teardown teardown) throws IOException {
        file = teardown.add(FileChannel.open(path, StandardOpenOption.READ));
        credits = teardown.add(FileChannel.open(FileHead.credits(path), StandardOpenOption.WRITE));
        LinuxFile again = LinuxFile.open(path.toString(), LinuxFile.O_RDWR, 0);
        Closeable unused = teardown.add(again::close);
        descriptor = again.descriptor();
    }

    /** Reads what there is, and returns 0 where the file ends as it is now. */
    @Override
    public int read(ByteBuffer into) throws IOException {
        int length = file.read(into, position);
        if (length <= 0) {
            return 0;
        }
        position += length;
        while (position - credited >= FileHead.CREDIT) {
            giveBack();
        }
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

    private void giveBack() throws IOException {
        long result =
                Kernel.call(
                        SystemCall.FALLOCATE,
                        descriptor,
                        KEEP_SIZE_AND_PUNCH_HOLE,
                        credited,
                        FileHead.CREDIT);
        CallResult.check(result, "fallocate(FALLOC_FL_PUNCH_HOLE)");
        credited += FileHead.CREDIT;
        int unused = credits.write(credit.clear());
    }
}
