package io.sluice.benchmarks;

import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Messages of one sender, filled in turn. There are as many as its queue holds and a receiver has
 * taken and not yet read; so when the turn comes back to one, it has been read. One thread uses it.
 */
final class MessagePool {
    private static final int LINE = 64;
    private static final int FEWEST = 4; // what JCTools makes of less
    private static final int UNDER_WAY = 2; // one being sent, one being read

    private final UnsafeBuffer[] messages;
    private int next; // by fill

    MessagePool(Setup setup) {
        int payload = setup.payload();
        int stride = BitUtil.align(payload, LINE);
        messages = new UnsafeBuffer[capacity(setup) + UNDER_WAY];
        ByteBuffer bytes = ByteBuffer.allocateDirect(messages.length * stride);
        for (int i = 0; i < messages.length; i++) {
            messages[i] = new UnsafeBuffer(bytes, i * stride, payload);
        }
    }

    /**
     * How many messages a queue holds, so that their bytes, in lines of their own, are those of a
     * ring: a power of two.
     */
    static int capacity(Setup setup) {
        int fit = setup.capacity() / BitUtil.align(setup.payload(), LINE);
        return Math.max(FEWEST, Integer.highestOneBit(fit));
    }

    /** Copies a message into the next of the pool. */
    UnsafeBuffer fill(DirectBuffer source) {
        UnsafeBuffer message = messages[next];
        next = next + 1 == messages.length ? 0 : next + 1;
        message.putBytes(0, source, 0, source.capacity());
        return message;
    }
}
