package io.sluice.shm;

import java.nio.ByteBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;

/** A reading end of a lossy ring laid out as {@link BroadcastLayout} says. Stores nothing there. */
final class LossyConsumer extends BroadcastReader implements BroadcastConsumer {
    private final Memory memory;
    private final Memory copy; // of one message
    private final boolean latestOnly;

    private long lost; // by nextHeader

    /** The end of a ring that joins at a place and sleeps as {@code sleep} says. */
    LossyConsumer(Memory memory, int capacity, Join join, Sleep sleep, String ring) {
        super(new BroadcastCursor(memory, capacity, ring), sleep, ring, () -> {});
        this.memory = memory;
        int longest = BroadcastLayout.maxMsgLength(capacity);
        this.copy = new Memory(new UnsafeBuffer(ByteBuffer.allocateDirect(longest)));
        this.latestOnly = join == Join.LATEST_VALUE;
        for (int tries = 0; !cursor.to(join); tries++) {
            if (tries == MAX_TRIES) {
                throw BroadcastLayout.tooQuick(ring);
            }
        }
    }

    @Override
    public int read(MessageHandler handler, int limit) {
        return super.read(handler, latestOnly ? Math.min(limit, 1) : limit);
    }

    @Override
    public int controlledRead(ControlledMessageHandler handler, int limit) {
        return super.controlledRead(handler, latestOnly ? Math.min(limit, 1) : limit);
    }

    @Override
    public long lost() {
        return lost;
    }

    @Override
    public boolean isReady() {
        return cursor.isPublished() || cursor.isLapped();
    }

    @Override
    long nextHeader() {
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            if (cursor.isPublished()) {
                long header = latestOnly && !skipToNewest() ? NO_RECORD : copy();
                if (!cursor.isLapped()) {
                    if (!cursor.isRecord(header)) {
                        throw cursor.corruptRecord(header);
                    }
                    return header;
                }
            } else if (!cursor.isLapped()) {
                return NO_RECORD;
            }
            catchUp();
        }
        return NO_RECORD;
    }

    @Override
    int messageIndex() {
        return 0;
    }

    @Override
    AtomicBuffer messages() {
        return copy.buffer();
    }

    @Override
    void release() {}

    @Override
    void releaseEighth() {}

    @Override
    void leave() {}

    /**
     * Copies the message at the cursor, unless its length shows already that it has been lapped.
     */
    private long copy() {
        long header = cursor.header();
        if (cursor.isRecord(header)) {
            int index = cursor.index() + BroadcastLayout.MESSAGE;
            memory.copyTo(copy, index, SpscLayout.length(header));
        }
        return header;
    }

    private boolean skipToNewest() {
        long number = cursor.number();
        boolean reached = cursor.skipToNewest();
        lost += cursor.number() - number;
        return reached;
    }

    private void catchUp() {
        long number = cursor.number();
        boolean unused = cursor.toRetained(); // or we are still lapped, and try again
        lost += cursor.number() - number;
    }
}
