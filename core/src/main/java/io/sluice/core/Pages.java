package io.sluice.core;

import io.sluice.core.linux.Errno;
import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.MemoryMap;
import io.sluice.core.linux.NativeMemory;
import io.sluice.core.linux.SystemCall;
import java.lang.ref.Reference;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The pages that a buffer's bytes lie in: read in before they are needed, kept, made huge, put on a
 * NUMA node. Each call returns what the kernel says of them afterwards.
 *
 * <p>A page that has one byte of the buffer is meant whole, with whatever else lies in it. Any
 * thread may call; what a call does counts for every thread of this process, and where other
 * processes map the same file its pages are theirs, too. Locks and page faults are each process's
 * own. Each call reads {@code /proc/self/smaps}, which takes milliseconds: it is for getting ready.
 *
 * <p>Source: madvise(2), mlock(2), mbind(2).
 */
public final class Pages {
    private static final int MADV_HUGEPAGE = 14;
    private static final int MADV_NOHUGEPAGE = 15;
    private static final int MADV_POPULATE_READ = 22;
    private static final int MADV_POPULATE_WRITE = 23;
    private static final int MADV_COLLAPSE = 25;

    private static final int MPOL_MF_STRICT = 1;
    private static final int MPOL_MF_MOVE = 2;
    private static final int NODE_MASK_BITS = CpuSet.MAX_CPUS;

    /** Where new pages come from, of several NUMA nodes. */
    public enum Placement {
        /** The nodes' memory, and no other. */
        BIND(2),
        /** The first node's memory while it has some, then any. */
        PREFER(1),
        /** The nodes' memory in turns, page by page. */
        INTERLEAVE(3);

        final int mode;

        Placement(int mode) {
            this.mode = mode;
        }
    }

    /** By any thread, for the JIT, which leaves out a read that nobody sees the value of. */
    private static volatile int unusedBytes;

    private final DirectBuffer buffer; // keeps the memory
    private final long from;
    private final long to;

    private Pages(DirectBuffer buffer, long from, long to) {
        this.buffer = buffer;
        this.from = from;
        this.to = to;
    }

    /**
     * The pages of a buffer.
     *
     * @throws IllegalArgumentException if it lies in the Java heap, or has no byte
     */
    public static Pages of(DirectBuffer buffer) {
        if (buffer.byteArray() != null || buffer.capacity() == 0) {
            throw new IllegalArgumentException(
                    "the buffer lies in the Java heap, or has capacity=0: it has no pages of its"
                            + " own");
        }
        long first = buffer.addressOffset();
        long end = first + buffer.capacity();
        try {
            long page = pageLength(first, end);
            return new Pages(buffer, first & -page, (end + page - 1) & -page);
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    private static long pageLength(long first, long end) {
        for (MemoryMap.Mapping mapping : MemoryMap.overlapping(first, end)) {
            if (mapping.isHugetlb()) { // all of it is, and can only be dealt with in such pages
                return mapping.size(MemoryMap.PAGE);
            }
        }
        return UnsafeApi.pageSize();
    }

    /** Where they are now. */
    public Residency residency() {
        try {
            return PageReport.of(from, to);
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    /** Brings them in, so that reading them does not fault; nothing is written. */
    public Residency prefaultForReading() {
        return prefault(false);
    }

    /**
     * Brings them in, so that writing them does not fault; what is in them stays as it is, whoever
     * else writes at the same time.
     *
     * @throws IllegalArgumentException if they are mapped read-only
     * @throws LinuxException if there is no memory for one
     */
    public Residency prefaultForWriting() {
        if (!MemoryMap.overlapping(from, to).stream().allMatch(MemoryMap.Mapping::writable)) {
            throw new IllegalArgumentException("the buffer is mapped read-only");
        }
        return prefault(true);
    }

    private Residency prefault(boolean write) {
        int advice = write ? MADV_POPULATE_WRITE : MADV_POPULATE_READ;
        if (Kernel.call(SystemCall.MADVISE, 0, 0, advice) < 0) {
            return touch(write); // before Linux 5.14
        }
        String name = write ? "MADV_POPULATE_WRITE" : "MADV_POPULATE_READ";
        advise(advice, name, "There is no memory for a page, or its file was cut short");
        return residency();
    }

    /** As the kernel's populating does, with an access to each page. */
    Residency touch(boolean write) {
        access(write);
        return residency();
    }

    void access(boolean write) {
        int read = 0;
        try {
            for (long page = from; page < to; page += UnsafeApi.pageSize()) {
                if (write) {
                    // Atomic and adds nothing, so that nobody's store is lost or seen changed.
                    UnsafeApi.getAndAddLong(null, page, 0); // TOUCH
                } else {
                    read += UnsafeApi.getByteVolatile(null, page); // TOUCH
                }
            }
            unusedBytes = read;
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    /**
     * Brings them in and keeps them in memory, until {@link #unlock} or this process's end.
     *
     * @throws LinuxException if the kernel refuses, with RLIMIT_MEMLOCK and what was asked
     */
    public Residency lock() {
        long result = Kernel.callKeeping(buffer, SystemCall.MLOCK, from, to - from, 0, 0);
        if (result < 0) {
            String asked = to - from + " bytes were to be locked";
            throw MemoryLock.refused("mlock(" + this + ")", (int) -result, asked);
        }
        return residency();
    }

    /** Lets the kernel take them out of memory again, also what was locked twice. */
    public Residency unlock() {
        long result = Kernel.callKeeping(buffer, SystemCall.MUNLOCK, from, to - from, 0, 0);
        if (result < 0) {
            throw new LinuxException("munlock(" + this + ")", (int) -result, "");
        }
        return residency();
    }

    /**
     * Asks for transparent huge pages: for pages that are still to come, and for those that are
     * there when the kernel gets round to it. {@link Residency#huge} tells. In {@code /dev/shm} the
     * kernel grants none while {@code /sys/kernel/mm/transparent_hugepage/shmem_enabled} is {@code
     * never}; {@link #collapse} makes them all the same.
     */
    public Residency adviseHuge() {
        advise(MADV_HUGEPAGE, "MADV_HUGEPAGE", "This kernel is built without huge pages");
        return residency();
    }

    /** Asks for small pages only, from now on. */
    public Residency adviseSmall() {
        advise(MADV_NOHUGEPAGE, "MADV_NOHUGEPAGE", "This kernel is built without huge pages");
        return residency();
    }

    /**
     * Makes huge pages of them now, copying what is in them, where a whole huge page fits: none if
     * the buffer is shorter. Those that are not there come in first.
     *
     * @throws LinuxException if the kernel refuses, as before Linux 6.1; some may be huge then
     */
    public Residency collapse() {
        long huge = MemoryMap.HUGE_PAGE_LENGTH;
        if (((from + huge - 1) & -huge) + huge > to) {
            return residency(); // no whole one fits, which the kernel may call EINVAL
        }
        prefaultForReading();
        advise(
                MADV_COLLAPSE,
                "MADV_COLLAPSE",
                "It needs Linux 6.1, free memory in one piece, and an address that is as far from a"
                        + " huge page's beginning as the offset in the file is");
        return residency();
    }

    /**
     * Puts them on NUMA nodes: those that are there move, those that are not come in. Of a file in
     * {@code /dev/shm} this counts for every process.
     *
     * @throws IllegalArgumentException if this process may not use one of the nodes, or there is
     *     none
     * @throws LinuxException if the kernel refuses: a page could not be moved, because another
     *     process uses it, too
     */
    public Residency place(Placement placement, int... nodes) {
        requireNodes(nodes);
        UnsafeBuffer mask = NativeMemory.allocate(NODE_MASK_BITS / Byte.SIZE);
        for (int node : nodes) {
            int index = node / Byte.SIZE;
            mask.putByte(index, (byte) (mask.getByte(index) | (1 << (node % Byte.SIZE))));
        }
        String call =
                "mbind(" + this + ", " + placement + ", nodes=" + Arrays.toString(nodes) + ")";
        bind(placement, mask, 0, call);
        // Only pages that are mapped are moved.
        prefaultForReading();
        bind(placement, mask, MPOL_MF_MOVE | MPOL_MF_STRICT, call);
        return residency();
    }

    private static void requireNodes(int... nodes) {
        // The kernel drops nodes outside the cpuset, or without memory, without a word.
        CpuSet allowed = MemoryMap.nodes();
        boolean all = nodes.length > 0 && Arrays.stream(nodes).allMatch(allowed::contains);
        if (!all) {
            throw new IllegalArgumentException(
                    "nodes="
                            + Arrays.toString(nodes)
                            + " are not all there for this process, which may use "
                            + allowed
                            + "; see Mems_allowed_list in /proc/self/status and the cgroup's"
                            + " cpuset.mems.effective");
        }
    }

    private void bind(Placement placement, UnsafeBuffer mask, int flags, String call) {
        long result =
                Kernel.callKeeping(
                        new Object[] {buffer, mask},
                        SystemCall.MBIND,
                        from,
                        to - from,
                        placement.mode,
                        mask.addressOffset(),
                        NODE_MASK_BITS + 1,
                        flags);
        if (result < 0) {
            int errno = (int) -result;
            throw new LinuxException(
                    call,
                    errno,
                    errno == Errno.EIO
                            ? "A page could not be moved: another process has it mapped, too. Place"
                                    + " them in the process that creates the file"
                            : "Docker's seccomp profile lets it through with --cap-add SYS_NICE");
        }
    }

    private void advise(int advice, String name, String otherwise) {
        long result = Kernel.callKeeping(buffer, SystemCall.MADVISE, from, to - from, advice, 0);
        if (result < 0) {
            throw new LinuxException(
                    "madvise(" + this + ", " + name + ")", (int) -result, otherwise);
        }
    }

    /** The addresses. */
    @Override
    public String toString() {
        return String.format("0x%x, %d bytes", from, to - from);
    }
}
