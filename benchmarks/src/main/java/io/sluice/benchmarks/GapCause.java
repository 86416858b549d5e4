package io.sluice.benchmarks;

/** Why a spinning thread did not run for a while, as far as the kernel's counts tell. */
enum GapCause {
    /** Neither count moved. */
    INTERRUPTED("interrupted", "an interrupt, or the hypervisor: the thread stayed on its CPU"),
    /** The involuntary count moved. */
    PREEMPTED("preempted", "the kernel gave the CPU to another thread"),
    /** The voluntary count moved: nothing else makes a thread wait that never waits. */
    STOPPED("stopped", "the JVM made the thread wait: a safepoint, or another of its pauses");

    private final String id;
    private final String meaning;

    GapCause(String id, String meaning) {
        this.id = id;
        this.meaning = meaning;
    }

    /** What the results call it. */
    String id() {
        return id;
    }

    String meaning() {
        return meaning;
    }

    /** By how much the counts of context switches moved during a gap. */
    static GapCause of(long voluntary, long involuntary) {
        if (voluntary > 0) {
            return STOPPED;
        }
        return involuntary > 0 ? PREEMPTED : INTERRUPTED;
    }
}
