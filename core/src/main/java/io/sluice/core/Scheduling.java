package io.sluice.core;

import io.sluice.core.linux.Errno;
import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.NativeMemory;
import io.sluice.core.linux.PlatformThreads;
import io.sluice.core.linux.SystemCall;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * How the calling thread is scheduled, changed until closed.
 *
 * <pre>{@code
 * try (Scheduling realTime = Scheduling.set(SchedulingPolicy.fifo(50))) {
 *     ... // this thread runs before every ordinary one
 * }
 * }</pre>
 *
 * <p>The thread that set it closes, and so gets back what it had. Platform threads only: a virtual
 * thread would change whatever else runs on its carrier. {@code Thread.setPriority} does nothing of
 * this on Linux unless a JVM flag says so.
 *
 * <p>Threads that a real-time thread starts are ordinary ones (SCHED_FLAG_RESET_ON_FORK), the
 * workers of the common pool among them; without that a DEADLINE thread could start none. Threads
 * that an OTHER, BATCH or IDLE thread starts are scheduled as it is.
 *
 * <p>Source: sched_setattr(2), sched(7).
 */
public final class Scheduling implements AutoCloseable {
    private static final int FLAGS = 8;
    private static final int ATTRIBUTES_LENGTH = 48;
    private static final long RESET_ON_FORK = 1;

    private final OwnThread thread = new OwnThread();
    private final UnsafeBuffer before; // the kernel's own words, so that all of them come back
    private final long slackBeforeNs;

    private Scheduling(UnsafeBuffer before, long slackBeforeNs) {
        this.before = before;
        this.slackBeforeNs = slackBeforeNs;
    }

    /**
     * Schedules the calling thread so.
     *
     * <p>What a thread without CAP_SYS_NICE gives away it does not get back beyond RLIMIT_NICE:
     * {@link #close} then throws, from IDLE and from a higher nice.
     *
     * @throws LinuxException if the kernel refuses, saying which capability or limit it lacks;
     *     nothing has changed then
     * @throws IllegalStateException on a virtual thread
     */
    public static Scheduling set(SchedulingPolicy policy) {
        PlatformThreads.require("Scheduling.set");
        UnsafeBuffer before = attributes();
        long slackBeforeNs = TimerSlack.currentNs();
        UnsafeBuffer after = NativeMemory.allocate(ATTRIBUTES_LENGTH);
        after.putInt(0, ATTRIBUTES_LENGTH);
        after.putInt(4, policy.kind().number);
        // Who is not root cannot clear this flag where it was set before.
        long kept = before.getLong(FLAGS) & RESET_ON_FORK;
        after.putLong(FLAGS, policy.kind().isRealTime() ? RESET_ON_FORK : kept);
        after.putInt(16, policy.nice());
        after.putInt(20, policy.priority());
        after.putLong(24, policy.runtimeNs());
        after.putLong(32, policy.deadlineNs());
        after.putLong(40, policy.periodNs());
        long result = set(after);
        if (result < 0) {
            throw SchedulingRefusal.of(policy, (int) -result);
        }
        return new Scheduling(before, slackBeforeNs);
    }

    /** How the calling thread is scheduled now, by the kernel's word. */
    public static SchedulingPolicy current() {
        UnsafeBuffer found = attributes();
        SchedulingPolicy.Kind kind = SchedulingPolicy.Kind.of(found.getInt(4));
        // Of other kinds the kernel fills these in with what they would be, or a time slice.
        boolean deadline = kind == SchedulingPolicy.Kind.DEADLINE;
        return new SchedulingPolicy(
                kind,
                kind.hasNice() ? found.getInt(16) : 0,
                found.getInt(20),
                deadline ? found.getLong(24) : 0,
                deadline ? found.getLong(32) : 0,
                deadline ? found.getLong(40) : 0);
    }

    /**
     * Schedules the thread as it was. Closing twice does nothing. Without CAP_SYS_NICE the mark
     * that its children are ordinary threads stays, which changes nothing for one that is ordinary.
     *
     * @throws LinuxException if the kernel refuses what the thread had before
     * @throws IllegalStateException if another thread calls
     */
    @Override
    public void close() {
        if (thread.closes()) {
            long result = set(before);
            if (result == -Errno.EPERM) {
                before.putLong(FLAGS, before.getLong(FLAGS) | RESET_ON_FORK);
                result = set(before);
            }
            if (result < 0) {
                throw SchedulingRefusal.ofReturn(
                        SchedulingPolicy.Kind.of(before.getInt(4)),
                        before.getInt(16),
                        (int) -result);
            }
            // A thread that was a real-time one has the slack that it was born with.
            TimerSlack.restore(slackBeforeNs);
        }
    }

    private static UnsafeBuffer attributes() {
        UnsafeBuffer attributes = NativeMemory.allocate(ATTRIBUTES_LENGTH);
        long result =
                Kernel.callKeeping(
                        attributes,
                        SystemCall.SCHED_GETATTR,
                        0,
                        attributes.addressOffset(),
                        ATTRIBUTES_LENGTH,
                        0);
        if (result < 0) {
            throw new LinuxException("sched_getattr()", (int) -result, "");
        }
        return attributes;
    }

    private static long set(UnsafeBuffer attributes) {
        return Kernel.callKeeping(
                attributes, SystemCall.SCHED_SETATTR, 0, attributes.addressOffset(), 0, 0);
    }
}
