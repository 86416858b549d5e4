package io.sluice.core;

import java.util.OptionalInt;

/**
 * CPUs that share a socket, a node, a cache or a core.
 *
 * @param level what they share
 * @param id the kernel's number of it, unique on the machine for sockets and nodes only; empty if
 *     the kernel gives none
 * @param cpus the members that are online, never empty
 */
public record CpuDomain(CpuLevel level, OptionalInt id, CpuSet cpus) {
    /** Such as {@code node 1}; the CPUs if there is no number. */
    @Override
    public String toString() {
        return level + " " + (id.isPresent() ? String.valueOf(id.getAsInt()) : "of " + cpus);
    }
}
