package io.sluice.core;

import java.util.SortedMap;

/**
 * Where a buffer's pages are, by the kernel's word at one instant; all in bytes, page for page.
 *
 * <p>Source: proc(5), /proc/pid/pagemap and /proc/pid/smaps; move_pages(2).
 *
 * @param length of all the pages that have a byte of the buffer
 * @param resident of those that this process can access without a page fault
 * @param locked of those that stay in memory: mlock, mlockall, or hugetlbfs
 * @param huge of those that are parts of huge pages, transparent or of a hugetlbfs; at most that
 *     many where the mapping is longer than the buffer, since the kernel counts by mapping
 * @param nodes of those that are resident, by NUMA node; empty where the kernel does not say,
 *     because it has no NUMA or a seccomp profile forbids to ask
 */
public record Residency(
        long length, long resident, long locked, long huge, SortedMap<Integer, Long> nodes) {
    /** Whether no access by this process can fault now. */
    public boolean isResident() {
        return resident == length;
    }

    /** Whether every page stays in memory. */
    public boolean isLocked() {
        return locked == length;
    }
}
