package io.sluice.benchmarks;

import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.NativeMemory;
import io.sluice.core.linux.SystemCall;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * An end of two named pipes, read and written through {@link FileChannel}.
 *
 * <p>Source: fifo(7), pipe(7), mknod(2), fcntl(2).
 */
final class FifoChannel extends StreamChannel {
    private static final Path OWN_DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int AT_FDCWD = -100;
    private static final int S_IFIFO = 0010000;
    private static final int OWNER_ONLY = 0600;
    private static final int F_SETFL = 4;
    private static final int O_NONBLOCK = 04000;

    private final Path in;
    private final Path out;
    private final boolean poll;
    private final Teardown teardown;
    private final Teardown held = new Teardown();

    FifoChannel(Side side, Setup setup, Teardown teardown) throws IOException {
        super(setup, teardown);
        this.teardown = teardown;
        poll = setup.poll();
        Path toFirst = setup.directory().resolve("fifo.to-first");
        Path toSecond = setup.directory().resolve("fifo.to-second");
        in = side == Side.FIRST ? toFirst : toSecond;
        out = side == Side.FIRST ? toSecond : toFirst;
        if (side == Side.FIRST) {
            teardown.add(held);
            make(in);
            make(out);
        } else {
            connect();
        }
    }

    @Override
    void accept() throws IOException {
        connect();
        held.close();
    }

    private void make(Path fifo) throws IOException {
        UnsafeBuffer name = NativeMemory.string(fifo.toString());
        CallResult.check(
                Kernel.callKeeping(
                        name,
                        SystemCall.MKNODAT,
                        AT_FDCWD,
                        name.addressOffset(),
                        S_IFIFO | OWNER_ONLY,
                        0),
                "mknodat(" + fifo + ", S_IFIFO)");
        teardown.delete(fifo);
        // Open for both, Linux makes nobody wait for the other side, and keeps what it sends.
        held.add(FileChannel.open(fifo, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    private void connect() throws IOException {
        connect(open(in, StandardOpenOption.READ), open(out, StandardOpenOption.WRITE));
    }

    private FileChannel open(Path fifo, OpenOption direction) throws IOException {
        FileChannel channel = teardown.add(FileChannel.open(fifo, direction));
        if (poll) {
            setNonBlocking(fifo);
        }
        return channel;
    }

    /**
     * Sets O_NONBLOCK on this process's descriptors of a pipe. FileChannel offers neither the flag
     * nor its descriptor, but returns 0 where the kernel says EAGAIN.
     */
    private static void setNonBlocking(Path fifo) throws IOException {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(OWN_DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                if (isOpenOn(descriptor, fifo)) {
                    int number = Integer.parseInt(descriptor.getFileName().toString());
                    CallResult.check(
                            Kernel.call(SystemCall.FCNTL, number, F_SETFL, O_NONBLOCK),
                            "fcntl(" + fifo + ", F_SETFL, O_NONBLOCK)");
                }
            }
        }
    }

    private static boolean isOpenOn(Path descriptor, Path fifo) throws IOException {
        try {
            return Files.isSameFile(descriptor, fifo);
        } catch (NoSuchFileException e) {
            return false; // another thread has closed it meanwhile
        }
    }
}
