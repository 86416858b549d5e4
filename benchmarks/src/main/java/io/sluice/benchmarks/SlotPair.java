package io.sluice.benchmarks;

import io.sluice.core.AgronaAccess;
import io.sluice.core.linux.LinuxFile;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The two directions of a connection in shared memory, each as {@link SlotLayout} says.
 *
 * @param in what this side receives
 * @param out what this side sends
 */
record SlotPair(UnsafeBuffer in, UnsafeBuffer out) {
    /** Maps them; the first side makes the file. */
    static SlotPair map(Side side, Setup setup, Teardown teardown) throws IOException {
        AgronaAccess.ensureOpen();
        Path file = setup.directory().resolve("slots");
        int length = SlotLayout.length(setup.payload());
        if (side == Side.FIRST) {
            Files.createFile(file);
            teardown.delete(file);
            try (LinuxFile opened = LinuxFile.open(file.toString(), LinuxFile.O_RDWR, 0)) {
                // Without it a full file system shows at the first touch of a page, as SIGBUS.
                opened.allocate(2L * length);
            }
        }
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, 2L * length);
            UnsafeBuffer toFirst = new UnsafeBuffer(mapped, 0, length);
            UnsafeBuffer toSecond = new UnsafeBuffer(mapped, length, length);
            return side == Side.FIRST
                    ? new SlotPair(toFirst, toSecond)
                    : new SlotPair(toSecond, toFirst);
        }
    }
}
