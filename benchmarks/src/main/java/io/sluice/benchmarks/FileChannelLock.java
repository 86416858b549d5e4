package io.sluice.benchmarks;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.StandardOpenOption;

/** A lock of a file, the means that Java has had for processes all along. */
final class FileChannelLock implements Exclusion {
    private final FileChannel channel;
    private FileLock held; // by lock

    private FileChannelLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Opens a file of the area's directory; the process's end closes it. */
    static FileChannelLock open(LockArea area) throws IOException {
        return new FileChannelLock(
                FileChannel.open(
                        area.directory().resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE));
    }

    @Override
    public void lock() throws IOException {
        held = channel.lock();
    }

    @Override
    public void unlock() throws IOException {
        held.release();
    }
}
