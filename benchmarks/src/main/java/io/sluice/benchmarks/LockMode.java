package io.sluice.benchmarks;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What is measured of a lock.
 *
 * <p>Processes 0 and 2 are pinned to the first CPU, 1 and 3 to the second.
 */
enum LockMode {
    /** Lock and unlock, over and over. */
    UNCONTENDED("uncontended", "uncontended", "one process: lock and unlock", 0),
    /** Lock, count, unlock, pause. */
    CONTENDED_2(
            "contended-2",
            "contended",
            "two processes on two CPUs: lock, count, unlock, pause",
            0,
            1),
    /** As {@link #CONTENDED_2}, with more processes than CPUs. */
    CONTENDED_4(
            "contended-4",
            "contended",
            "four processes on two CPUs: lock, count, unlock, pause",
            0,
            1,
            2,
            3),
    /** The turn goes there and back. */
    HANDOFF_2_CPUS(
            "handoff-2cpu", "handoff", "two processes on two CPUs: the turn there and back", 0, 1),
    /** As {@link #HANDOFF_2_CPUS}, where one runs only while the other sleeps. */
    HANDOFF_1_CPU(
            "handoff-1cpu", "handoff", "two processes on one CPU: the turn there and back", 0, 2);

    private final String id;
    private final String command;
    private final String meaning;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Integer> processes;

    LockMode(String id, String command, String meaning, Integer... processes) {
        this.id = id;
        this.command = command;
        this.meaning = meaning;
        this.processes = List.of(processes);
    }

    static LockMode byId(String id) {
        for (LockMode mode : values()) {
            if (mode.id.equals(id)) {
                return mode;
            }
        }
        String ids = List.of(values()).stream().map(LockMode::id).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("no mode \"" + id + "\"; there are " + ids);
    }

    /** What the options and the results call it. */
    String id() {
        return id;
    }

    /** What the processes call it. */
    String command() {
        return command;
    }

    String meaning() {
        return meaning;
    }

    /** The processes that take part; the first of them is side 0, the second side 1. */
    List<Integer> processes() {
        return processes;
    }

    boolean isHandoff() {
        return this == HANDOFF_2_CPUS || this == HANDOFF_1_CPU;
    }

    boolean isContended() {
        return this == CONTENDED_2 || this == CONTENDED_4;
    }
}
