package io.sluice.core;

/**
 * How the kernel's scheduler treats a thread.
 *
 * <p>A real-time thread ({@link Kind#FIFO}, {@link Kind#ROUND_ROBIN}, {@link Kind#DEADLINE}) runs
 * before every ordinary one, and one that never sleeps keeps its CPU: the kernel takes from all of
 * them together only what is missing in {@code /proc/sys/kernel/sched_rt_runtime_us} (950,000 of
 * 1,000,000 microseconds by default, -1 for no limit), in which time the rest of the machine lives.
 * Leave a CPU to the JVM's own threads: a collector or compiler thread that gets no CPU holds up
 * whoever waits for it, the real-time thread included.
 *
 * <p>Source: sched(7), sched_setattr(2).
 *
 * @param kind which scheduler
 * @param nice -20 (gets most) to 19, of {@link Kind#OTHER} and {@link Kind#BATCH}, else 0
 * @param priority 1 to 99 (first), of {@link Kind#FIFO} and {@link Kind#ROUND_ROBIN}, else 0
 * @param runtimeNs how long the thread may run in each period, of {@link Kind#DEADLINE}, else 0
 * @param deadlineNs in what time after a period's begin it gets that, likewise
 * @param periodNs how long a period is, likewise
 */
public record SchedulingPolicy(
        Kind kind, int nice, int priority, long runtimeNs, long deadlineNs, long periodNs) {
    /** Which scheduler a thread has; the kernel's number is the ABI's. */
    public enum Kind {
        /** {@code SCHED_OTHER}: what every thread has unless somebody changes it. */
        OTHER(0),
        /** {@code SCHED_FIFO}: runs until it sleeps, yields, or a higher priority comes. */
        FIFO(1),
        /** {@code SCHED_RR}: as FIFO, in turns with those of its priority. */
        ROUND_ROBIN(2),
        /** {@code SCHED_BATCH}: as OTHER, and is taken for one that computes and seldom sleeps. */
        BATCH(3),
        /** {@code SCHED_IDLE}: runs when nobody else wants to. */
        IDLE(5),
        /** {@code SCHED_DEADLINE}: gets its runtime within its deadline in each period. */
        DEADLINE(6);

        final int number;

        Kind(int number) {
            this.number = number;
        }

        static Kind of(int number) {
            for (Kind kind : values()) {
                if (kind.number == number) {
                    return kind;
                }
            }
            throw new IllegalStateException("the kernel has a scheduler " + number);
        }

        boolean hasNice() {
            return this == OTHER || this == BATCH;
        }

        boolean isRealTime() {
            return this == FIFO || this == ROUND_ROBIN || this == DEADLINE;
        }
    }

    private static final int MIN_NICE = -20;
    private static final int MAX_NICE = 19;
    private static final int MAX_PRIORITY = 99;
    private static final long MIN_RUNTIME_NS = 1024;

    /** Checks every number: IllegalArgumentException if one is out of range. */
    public SchedulingPolicy {
        boolean fixed = kind == Kind.FIFO || kind == Kind.ROUND_ROBIN;
        boolean deadline = kind == Kind.DEADLINE;
        int leastNice = kind.hasNice() ? MIN_NICE : 0;
        require("nice", nice, leastNice, kind.hasNice() ? MAX_NICE : 0);
        require("priority", priority, fixed ? 1 : 0, fixed ? MAX_PRIORITY : 0);
        require(
                "runtimeNs",
                runtimeNs,
                deadline ? MIN_RUNTIME_NS : 0,
                deadline ? Long.MAX_VALUE : 0);
        require("deadlineNs", deadlineNs, runtimeNs, deadline ? Long.MAX_VALUE : 0);
        require("periodNs", periodNs, deadlineNs, deadline ? Long.MAX_VALUE : 0);
    }

    /** An ordinary thread, nice 0. */
    public static SchedulingPolicy other() {
        return other(0);
    }

    /** An ordinary thread; -20 gets most, 19 least. */
    public static SchedulingPolicy other(int nice) {
        return new SchedulingPolicy(Kind.OTHER, nice, 0, 0, 0, 0);
    }

    /** A thread that computes and does not mind waiting; -20 gets most, 19 least. */
    public static SchedulingPolicy batch(int nice) {
        return new SchedulingPolicy(Kind.BATCH, nice, 0, 0, 0, 0);
    }

    /** A thread that runs when nobody else wants to. */
    public static SchedulingPolicy idle() {
        return new SchedulingPolicy(Kind.IDLE, 0, 0, 0, 0, 0);
    }

    /** A thread that runs until it sleeps or a higher priority comes; 1 to 99, 99 runs first. */
    public static SchedulingPolicy fifo(int priority) {
        return new SchedulingPolicy(Kind.FIFO, 0, priority, 0, 0, 0);
    }

    /** As {@link #fifo}, in turns with those of the same priority. */
    public static SchedulingPolicy roundRobin(int priority) {
        return new SchedulingPolicy(Kind.ROUND_ROBIN, 0, priority, 0, 0, 0);
    }

    /**
     * A thread that gets {@code runtimeNs} within {@code deadlineNs} of each period's begin, before
     * every other, and no more.
     *
     * @param runtimeNs at least 1,024
     * @param deadlineNs at least the runtime
     * @param periodNs at least the deadline; the kernel wants 100 microseconds to 4 seconds
     */
    public static SchedulingPolicy deadline(long runtimeNs, long deadlineNs, long periodNs) {
        return new SchedulingPolicy(Kind.DEADLINE, 0, 0, runtimeNs, deadlineNs, periodNs);
    }

    /** The policy and its numbers, such as {@code FIFO priority=50}. */
    @Override
    public String toString() {
        return switch (kind) {
            case OTHER, BATCH -> kind + " nice=" + nice;
            case IDLE -> kind.toString();
            case FIFO, ROUND_ROBIN -> kind + " priority=" + priority;
            case DEADLINE ->
                    kind
                            + " runtimeNs="
                            + runtimeNs
                            + " deadlineNs="
                            + deadlineNs
                            + " periodNs="
                            + periodNs;
        };
    }

    private static void require(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    name + "=" + value + " is not between " + least + " and " + most);
        }
    }
}
