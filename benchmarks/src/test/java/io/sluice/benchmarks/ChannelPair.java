package io.sluice.benchmarks;

import io.sluice.core.LinuxException;
import io.sluice.core.linux.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

record ChannelPair(Channel first, Channel second) implements AutoCloseable {

    static Path newDirectory() throws IOException {
        return Files.createTempDirectory(Path.of("/dev/shm"), "sluice-kernel-");
    }

    static Transport transport(String id) {
        return Transports.byId(id);
    }

    static ChannelPair open(String id, Setup setup) throws IOException {
        Channel first = open(id, Side.FIRST, setup);
        Channel second;
        try {
            second = open(id, Side.SECOND, setup);
        } catch (IOException | RuntimeException e) {
            first.close();
            throw e;
        }
        first.accept();
        return new ChannelPair(first, second);
    }

    /** Opens an end, or abandons the test where the kernel or the container lacks the means. */
    static Channel open(String id, Side side, Setup setup) throws IOException {
        try {
            return transport(id).open(side, setup);
        } catch (IOException e) {
            boolean unavailable =
                    e.getCause() instanceof LinuxException cause
                            && (cause.errno() == Errno.EPERM || cause.errno() == Errno.ENOSYS);
            Assumptions.assumeFalse(unavailable, id + ": " + e.getMessage());
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        first.close();
        second.close();
    }
}
