package io.sluice.core;

import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.MemoryMap;
import io.sluice.core.linux.NativeMemory;
import io.sluice.core.linux.SystemCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/** Asks the kernel where pages are, a thousand at a time. */
final class PageReport {
    private static final Path PAGEMAP = Path.of("/proc/self/pagemap");
    private static final long PRESENT = 1L << 63;
    private static final int BATCH = 1024;
    private static final int PAGE = UnsafeApi.pageSize();

    private PageReport() {}

    static Residency of(long from, long to) {
        long locked = 0;
        long huge = 0;
        for (MemoryMap.Mapping mapping : MemoryMap.overlapping(from, to)) {
            long overlap = mapping.overlap(from, to);
            boolean stays = mapping.flags().contains("lo");
            locked += stays || mapping.isHugetlb() ? overlap : 0;
            huge += Math.min(mapping.huge(), overlap);
        }
        SortedMap<Integer, Long> nodes = nodes(from, to);
        return new Residency(
                to - from,
                resident(from, to),
                locked,
                huge,
                Collections.unmodifiableSortedMap(nodes));
    }

    private static long resident(long from, long to) {
        long pages = 0;
        ByteBuffer entries = ByteBuffer.allocate(BATCH * Long.BYTES).order(ByteOrder.nativeOrder());
        try (FileChannel pagemap = FileChannel.open(PAGEMAP)) {
            for (long page = from / PAGE; page < to / PAGE; page += BATCH) {
                int count = (int) Math.min(BATCH, to / PAGE - page);
                entries.clear().limit(count * Long.BYTES);
                int read = pagemap.read(entries, page * Long.BYTES);
                for (int i = 0; i < read / Long.BYTES; i++) {
                    pages += (entries.getLong(i * Long.BYTES) & PRESENT) != 0 ? 1 : 0;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pages * PAGE;
    }

    private static SortedMap<Integer, Long> nodes(long from, long to) {
        SortedMap<Integer, Long> nodes = new TreeMap<>();
        UnsafeBuffer addresses = NativeMemory.allocate(BATCH * Long.BYTES);
        UnsafeBuffer status = NativeMemory.allocate(BATCH * Integer.BYTES);
        for (long batch = from; batch < to; batch += (long) BATCH * PAGE) {
            int count = (int) Math.min(BATCH, (to - batch) / PAGE);
            for (int i = 0; i < count; i++) {
                addresses.putLong(i * Long.BYTES, batch + (long) i * PAGE);
            }
            long result =
                    Kernel.callKeeping(
                            new Object[] {addresses, status},
                            SystemCall.MOVE_PAGES,
                            0,
                            count,
                            addresses.addressOffset(),
                            0,
                            status.addressOffset(),
                            0);
            if (result < 0) { // no NUMA, or seccomp forbids it
                return Collections.emptySortedMap();
            }
            for (int i = 0; i < count; i++) {
                int node = status.getInt(i * Integer.BYTES); // or minus errno, if it is not there
                if (node >= 0) {
                    nodes.merge(node, (long) PAGE, Long::sum);
                }
            }
        }
        return nodes;
    }
}
