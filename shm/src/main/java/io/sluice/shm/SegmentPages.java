package io.sluice.shm;

import io.sluice.core.Pages;
import org.agrona.concurrent.AtomicBuffer;

/**
 * What is asked of the pages of a segment, in each process that maps it.
 *
 * @param prefault whether they come in before they are used
 * @param lock whether they stay in memory
 * @param huge whether they are made huge
 * @param node the NUMA node that a new segment is put on, or {@link #ANY_NODE}
 */
record SegmentPages(boolean prefault, boolean lock, boolean huge, int node) {
    static final int ANY_NODE = -1;

    static final SegmentPages AS_THEY_COME = new SegmentPages(false, false, false, ANY_NODE);

    /** Does to a new segment what is done once for all processes. */
    void place(AtomicBuffer buffer) {
        if (node != ANY_NODE) {
            Pages.of(buffer).place(Pages.Placement.BIND, node);
        }
    }

    /** Does what is asked of each mapping; what cannot be had is an exception. */
    void apply(AtomicBuffer buffer) {
        if (!prefault && !lock && !huge) {
            return;
        }
        Pages pages = Pages.of(buffer);
        if (huge) {
            pages.collapse();
        }
        if (prefault) {
            boolean readOnly = buffer.byteBuffer().isReadOnly();
            var unused = readOnly ? pages.prefaultForReading() : pages.prefaultForWriting();
        }
        if (lock) {
            pages.lock();
        }
    }

    /** Gives back what counts against a limit; the memory may be in use for long. */
    void release(AtomicBuffer buffer) {
        if (lock) {
            Pages.of(buffer).unlock();
        }
    }
}
