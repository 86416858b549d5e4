package io.sluice.benchmarks;

import org.agrona.BitUtil;

/**
 * Where things are in a direction's shared memory: two positions and {@link #SLOTS} slots.
 *
 * <pre>
 * offset  size          field     written by  read by   unit
 * 0       8             tail      producer    consumer  messages published, only grows
 * 128     8             head      consumer    producer  messages freed, only grows
 * 136     8             receiver  consumer    producer  pid * 2^32 + tid; 0: not yet
 * 256     SLOTS*stride  slots     producer    consumer  a message of payload bytes each
 *
 * edge     from                              to                            so that
 * PUBLISH  producer: slot written, tail      consumer: tail, slot read     a message is seen whole
 * FREE     consumer: slot read, head         producer: head, slot written  none is overwritten
 * LISTEN   producer: tail, receiver read     consumer: receiver, tail read it is told or found
 * </pre>
 *
 * <p>All zero is the empty state.
 */
final class SlotLayout {
    static final int TAIL = 0;
    static final int HEAD = 128;
    static final int RECEIVER = 136;
    static final int SLOTS = 64;

    private static final int FIRST_SLOT = 256;
    private static final int CACHE_LINE = 64;

    private SlotLayout() {}

    /** Bytes of a direction. */
    static int length(int payload) {
        return FIRST_SLOT + SLOTS * stride(payload);
    }

    /** The index of the slot that holds a message of that position. */
    static int index(long position, int payload) {
        return FIRST_SLOT + (int) (position % SLOTS) * stride(payload);
    }

    private static int stride(int payload) {
        return BitUtil.align(payload, CACHE_LINE);
    }
}
