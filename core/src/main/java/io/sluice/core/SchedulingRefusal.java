package io.sluice.core;

import io.sluice.core.linux.Errno;
import io.sluice.core.linux.ResourceLimit;

/** Why the kernel does not schedule a thread as asked, and what would let it. */
final class SchedulingRefusal {
    private static final int NICE_OF_LIMIT_0 = 20; // RLIMIT_NICE counts down from it

    private SchedulingRefusal() {}

    static LinuxException of(SchedulingPolicy policy, int errno) {
        return new LinuxException(
                "sched_setattr(" + policy + ")",
                errno,
                switch (errno) {
                    case Errno.EPERM -> notPermitted(policy);
                    case Errno.EBUSY -> notAdmitted();
                    case Errno.EINVAL -> "This kernel does not take these values" + periods(policy);
                    default -> "";
                });
    }

    static LinuxException ofReturn(SchedulingPolicy.Kind kind, int nice, int errno) {
        return new LinuxException(
                "sched_setattr(" + kind + " nice=" + nice + ", as it was before)",
                errno,
                errno == Errno.EPERM ? "The thread stays as it is. " + niceLimit(nice) : "");
    }

    private static String notPermitted(SchedulingPolicy policy) {
        return switch (policy.kind()) {
            case OTHER, BATCH, IDLE -> niceLimit(policy.nice());
            case FIFO, ROUND_ROBIN -> priorityLimit(policy.priority());
            case DEADLINE ->
                    "It needs CAP_SYS_NICE (docker --cap-add SYS_NICE; no limit stands in for it),"
                            + " and a thread that may run on every CPU of its cpuset: this one may"
                            + " run on "
                            + Affinity.current()
                            + ". Close the Affinity first; CPUs for a DEADLINE thread are set aside"
                            + " by an exclusive cpuset";
        };
    }

    private static String priorityLimit(int priority) {
        return "It needs CAP_SYS_NICE (docker --cap-add SYS_NICE), or RLIMIT_RTPRIO of "
                + priority
                + ", which is "
                + ResourceLimit.current(ResourceLimit.RTPRIO)
                + ": ulimit -r "
                + priority
                + ", \"rtprio "
                + priority
                + "\" in /etc/security/limits.conf, LimitRTPRIO="
                + priority
                + " in systemd, docker --ulimit rtprio="
                + priority
                + ". If it has that, its cgroup has no real-time time: cpu.rt_runtime_us";
    }

    private static String niceLimit(int nice) {
        int limit = NICE_OF_LIMIT_0 - nice;
        return "It needs CAP_SYS_NICE (docker --cap-add SYS_NICE), or RLIMIT_NICE of "
                + limit
                + " (20 less the nice), which is "
                + ResourceLimit.current(ResourceLimit.NICE)
                + ": ulimit -e "
                + limit
                + ", \"nice "
                + nice
                + "\" in /etc/security/limits.conf, LimitNICE="
                + limit
                + " in systemd, docker --ulimit nice="
                + limit;
    }

    private static String notAdmitted() {
        return "The CPUs have been promised to other DEADLINE threads: the sum of runtime / period"
                + " stays below CPUs * sched_rt_runtime_us / sched_rt_period_us"
                + " (/proc/sys/kernel). Ask for less, or end one of them";
    }

    private static String periods(SchedulingPolicy policy) {
        return policy.kind() == SchedulingPolicy.Kind.DEADLINE
                ? "; a period is between sched_deadline_period_min_us and _max_us of"
                        + " /proc/sys/kernel"
                : "";
    }
}
