package io.sluice.core;

import io.sluice.core.linux.ProcessIdentity;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * Who has reserved a CPU.
 *
 * @param pid the process, as its own pid namespace counts; empty if what it recorded is not true of
 *     a process that lives, as between taking the lock and recording it
 * @param pidNamespace the inode number of that namespace
 * @param since when by the wall clock, good for reading only
 */
public record CpuHolder(OptionalLong pid, long pidNamespace, Instant since) {
    static final CpuHolder UNKNOWN =
            new CpuHolder(OptionalLong.empty(), ProcessIdentity.PID_NAMESPACE, Instant.EPOCH);

    /** Such as {@code pid 17 since 2026-01-01T10:00:00Z}. */
    @Override
    public String toString() {
        if (pid.isEmpty()) {
            return "a process that left no record";
        }
        boolean here = pidNamespace == ProcessIdentity.PID_NAMESPACE;
        String namespace = here ? "" : " of pid namespace " + pidNamespace;
        return "pid " + pid.getAsLong() + namespace + " since " + since;
    }
}
