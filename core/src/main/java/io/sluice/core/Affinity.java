package io.sluice.core;

import io.sluice.core.linux.Errno;
import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.NativeMemory;
import io.sluice.core.linux.PlatformThreads;
import io.sluice.core.linux.ProcessIdentity;
import io.sluice.core.linux.SystemCall;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The CPUs the calling thread may run on, changed until closed.
 *
 * <pre>{@code
 * try (Affinity pin = Affinity.pin(3)) {
 *     ... // this thread runs on CPU 3 only
 * }
 * }</pre>
 *
 * <p>The thread that pinned closes, and so gets back the CPUs it had before. Platform threads only:
 * pinning a virtual thread would pin whatever else runs on its carrier.
 *
 * <p>Source: sched_setaffinity(2), cpuset(7).
 */
public final class Affinity implements AutoCloseable {
    private static final int MASK_LENGTH = CpuSet.MAX_CPUS / Byte.SIZE;

    private final Thread thread = Thread.currentThread();
    private final CpuSet pinned;
    private final CpuSet before;
    private boolean closed; // by the thread that pinned

    private Affinity(CpuSet pinned, CpuSet before) {
        this.pinned = pinned;
        this.before = before;
    }

    /** Lets the calling thread run on this CPU only. See {@link #pin(CpuSet)}. */
    public static Affinity pin(int cpu) {
        return pin(CpuSet.of(cpu));
    }

    /**
     * Lets the calling thread run on these CPUs only.
     *
     * @throws IllegalArgumentException if the set is empty, or this process may not use one of the
     *     CPUs: it is absent or offline, or the cgroup's cpuset leaves it out
     * @throws IllegalStateException on a virtual thread
     */
    public static Affinity pin(CpuSet cpus) {
        PlatformThreads.require("Affinity.pin");
        if (cpus.isEmpty()) {
            throw new IllegalArgumentException("cpus is empty");
        }
        CpuSet before = current();
        long result = set(cpus);
        // The kernel drops CPUs outside the cpuset without a word; only the mask read back is true.
        CpuSet obtained = current();
        if (result < 0 || !obtained.equals(cpus)) {
            set(before);
            throw refused(cpus, before, (int) -result);
        }
        return new Affinity(cpus, before);
    }

    /**
     * Lets the calling thread run on the CPUs that share this with a CPU, those of them that are
     * usable: on a core, an L3 domain, a node.
     *
     * @throws IllegalArgumentException if the kernel does not say which CPUs those are, or none of
     *     them is usable
     * @throws IllegalStateException on a virtual thread
     */
    public static Affinity pin(Topology topology, CpuLevel level, int cpu) {
        CpuSet cpus =
                topology.domain(level, cpu)
                        .map(domain -> domain.cpus().intersection(topology.usable()))
                        .orElse(CpuSet.of());
        if (cpus.isEmpty()) {
            throw new IllegalArgumentException(
                    "cpu="
                            + cpu
                            + " has no "
                            + level
                            + " that is known and usable here:\n"
                            + topology);
        }
        return pin(cpus);
    }

    /**
     * Lets the calling thread run on the best CPU only.
     *
     * @throws PlacementException if none fits
     * @throws IllegalStateException on a virtual thread
     */
    public static Affinity pin(Topology topology, Placement placement) {
        PlatformThreads.require("Affinity.pin");
        return pin(placement.choose(topology));
    }

    /** The CPUs this pin lets the thread run on. */
    public CpuSet cpus() {
        return pinned;
    }

    /** The CPUs the calling thread may run on now. */
    public static CpuSet current() {
        return ofThread(0);
    }

    /**
     * The CPUs the process was started with: those of its first thread, which in a JVM started by
     * {@code java} runs no Java, and so is never pinned.
     */
    static CpuSet inherited() {
        return ofThread(ProcessIdentity.PID);
    }

    private static CpuSet ofThread(long tid) {
        UnsafeBuffer mask = NativeMemory.allocate(MASK_LENGTH);
        long length =
                Kernel.callKeeping(
                        mask,
                        SystemCall.SCHED_GETAFFINITY,
                        tid,
                        MASK_LENGTH,
                        mask.addressOffset(),
                        0);
        if (length < 0) {
            throw new LinuxException("sched_getaffinity()", (int) -length, "");
        }
        int[] cpus = new int[(int) length * Byte.SIZE];
        int count = 0;
        for (int cpu = 0; cpu < cpus.length; cpu++) {
            if ((mask.getByte(cpu / Byte.SIZE) >> (cpu % Byte.SIZE) & 1) != 0) {
                cpus[count++] = cpu;
            }
        }
        return CpuSet.of(Arrays.copyOf(cpus, count));
    }

    /**
     * Gives the thread back the CPUs it had. Closing twice does nothing.
     *
     * @throws IllegalStateException if another thread calls
     */
    @Override
    public void close() {
        if (Thread.currentThread() != thread) {
            throw new IllegalStateException(
                    "thread="
                            + Thread.currentThread().getName()
                            + " did not pin; "
                            + thread.getName()
                            + " did, and must close");
        }
        if (!closed) {
            closed = true;
            long result = set(before);
            if (result < 0) {
                throw new LinuxException("sched_setaffinity(" + before + ")", (int) -result, "");
            }
        }
    }

    private static long set(CpuSet cpus) {
        UnsafeBuffer mask = NativeMemory.allocate(MASK_LENGTH);
        cpus.stream()
                .forEach(
                        cpu -> {
                            int index = cpu / Byte.SIZE;
                            int bit = 1 << (cpu % Byte.SIZE);
                            mask.putByte(index, (byte) (mask.getByte(index) | bit));
                        });
        return Kernel.callKeeping(
                mask, SystemCall.SCHED_SETAFFINITY, 0, MASK_LENGTH, mask.addressOffset(), 0);
    }

    private static RuntimeException refused(CpuSet cpus, CpuSet allowed, int errno) {
        String call = "sched_setaffinity(" + cpus + ")";
        if (errno != 0 && errno != Errno.EINVAL) {
            return new LinuxException(call, errno, "");
        }
        return new IllegalArgumentException(
                "cpus="
                        + cpus
                        + " are not all there for this process, which runs on "
                        + allowed
                        + "; see /proc/self/status and the cgroup's cpuset.cpus.effective");
    }
}
