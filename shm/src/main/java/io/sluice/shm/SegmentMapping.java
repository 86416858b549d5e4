package io.sluice.shm;

import io.sluice.core.linux.LinuxFile;
import io.sluice.core.linux.MemoryMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Bytes of an open file as memory, which stays as long as a buffer of it is reachable. */
final class SegmentMapping {
    private static final long HUGE = MemoryMap.HUGE_PAGE_LENGTH;
    private static final int HUGE_TRIES = 32;

    private SegmentMapping() {}

    /** The first bytes. A store through a mapping that is not writable would end the JVM. */
    static AtomicBuffer map(LinuxFile file, SegmentPages pages, boolean writable, long length) {
        try {
            return pages.huge() && length >= HUGE
                    ? mapWhereHugePagesBegin(file, writable, length)
                    : map(file, writable, 0, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The kernel puts a mapping below the last one, so that another one in between makes up for the
     * rest. If it does not, it says so when huge pages are asked for.
     */
    private static AtomicBuffer mapWhereHugePagesBegin(
            LinuxFile file, boolean writable, long length) throws IOException {
        List<AtomicBuffer> kept = new ArrayList<>();
        try {
            AtomicBuffer buffer = map(file, writable, 0, length);
            while (buffer.addressOffset() % HUGE != 0 && kept.size() < HUGE_TRIES) {
                kept.add(buffer);
                long below = buffer.addressOffset() - inBlocks(length, UnsafeApi.pageSize());
                if (below % HUGE != 0) {
                    kept.add(map(file, false, 0, below % HUGE));
                }
                buffer = map(file, writable, 0, length);
            }
            return buffer;
        } finally {
            Reference.reachabilityFence(kept);
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

    /** The least length of whole blocks that has these bytes. */
    static long inBlocks(long length, int blockLength) {
        return (length + blockLength - 1) / blockLength * blockLength;
    }

    /**
     * By descriptor: the name may lead elsewhere by now. Whole blocks: of a hugetlbfs others can be
     * mapped, but the JVM could not unmap them, and ends.
     */
    private static AtomicBuffer map(LinuxFile file, boolean writable, long offset, long length)
            throws IOException {
        Path path = Path.of(file.descriptorPath());
        Set<StandardOpenOption> access =
                writable
                        ? Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE)
                        : Set.of(StandardOpenOption.READ);
        MapMode mode = writable ? MapMode.READ_WRITE : MapMode.READ_ONLY;
        try (FileChannel channel = FileChannel.open(path, access)) {
            int block = file.blockLength();
            long from = offset / block * block;
            long to = inBlocks(offset + length, block);
            return new UnsafeBuffer(
                    channel.map(mode, from, to - from), (int) (offset - from), (int) length);
        }
    }
}
