package io.sluice.core;

import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.NativeMemory;
import io.sluice.core.linux.PlatformThreads;
import io.sluice.core.linux.SystemCall;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a piece of code cost by the kernel's count: page faults, context switches, CPU time.
 *
 * <pre>{@code
 * ResourceUsage usage = ResourceUsage.ofThread();
 * usage.start();
 * work();
 * usage.stop();
 * usage.minorFaults(); // 0, if the memory was prefaulted
 * }</pre>
 *
 * <p>Starting and stopping allocates nothing and costs a system call each; any number of times. One
 * thread uses an object at a time. The figures are those between the last start and stop; until it
 * is stopped, all are 0.
 *
 * <p>Source: getrusage(2).
 */
public final class ResourceUsage {
    private static final int RUSAGE_SELF = 0;
    private static final int RUSAGE_THREAD = 1;

    private static final int LENGTH = 144;
    private static final int USER_TIME = 0;
    private static final int SYSTEM_TIME = 16;
    private static final int MINOR_FAULTS = 64;
    private static final int MAJOR_FAULTS = 72;
    private static final int VOLUNTARY_SWITCHES = 128;
    private static final int INVOLUNTARY_SWITCHES = 136;

    private final int who;
    private final UnsafeBuffer before = NativeMemory.allocate(LENGTH);
    private final UnsafeBuffer after = NativeMemory.allocate(LENGTH);
    private Thread started; // by start; null while nothing is measured

    private ResourceUsage(int who) {
        this.who = who;
    }

    /** Counts what the thread that starts it does until it stops it. */
    public static ResourceUsage ofThread() {
        return new ResourceUsage(RUSAGE_THREAD);
    }

    /** Counts what every thread of this process does, the JVM's own included. */
    public static ResourceUsage ofProcess() {
        return new ResourceUsage(RUSAGE_SELF);
    }

    /**
     * Begins to count; what was counted before is forgotten.
     *
     * @throws IllegalStateException on a virtual thread
     */
    public void start() {
        PlatformThreads.require("ResourceUsage.start");
        started = Thread.currentThread();
        read(before);
    }

    /**
     * Ends counting.
     *
     * @throws IllegalStateException if it does not count, or another thread started it
     */
    public void stop() {
        if (started != Thread.currentThread()) {
            throw new IllegalStateException(
                    started == null
                            ? "start() has not been called"
                            : started.getName() + " started it, and must stop it");
        }
        read(after);
        started = null;
    }

    /** Page faults served without a read: a first touch, or a page that others have in memory. */
    public long minorFaults() {
        return difference(MINOR_FAULTS);
    }

    /** Page faults that waited for a read from disk. */
    public long majorFaults() {
        return difference(MAJOR_FAULTS);
    }

    /** How often it gave up the CPU because it had to wait. */
    public long voluntarySwitches() {
        return difference(VOLUNTARY_SWITCHES);
    }

    /** How often the CPU was taken from it. */
    public long involuntarySwitches() {
        return difference(INVOLUNTARY_SWITCHES);
    }

    /** CPU time in user mode, ns; the kernel counts in microseconds. */
    public long userTimeNs() {
        return differenceNs(USER_TIME);
    }

    /** CPU time in the kernel, ns; the kernel counts in microseconds. */
    public long systemTimeNs() {
        return differenceNs(SYSTEM_TIME);
    }

    /** CPU time of both kinds, ns. */
    public long cpuTimeNs() {
        return userTimeNs() + systemTimeNs();
    }

    /** All of it, for people. */
    @Override
    public String toString() {
        return "minorFaults="
                + minorFaults()
                + " majorFaults="
                + majorFaults()
                + " voluntarySwitches="
                + voluntarySwitches()
                + " involuntarySwitches="
                + involuntarySwitches()
                + " cpuTimeNs="
                + cpuTimeNs();
    }

    private long difference(int field) {
        return started == null ? after.getLong(field) - before.getLong(field) : 0;
    }

    private long differenceNs(int field) {
        return difference(field) * 1_000_000_000 + difference(field + Long.BYTES) * 1_000;
    }

    private void read(UnsafeBuffer usage) {
        long result =
                Kernel.callKeeping(usage, SystemCall.GETRUSAGE, who, usage.addressOffset(), 0, 0);
        if (result < 0) {
            throw new LinuxException("getrusage(" + who + ")", (int) -result, "");
        }
    }
}
