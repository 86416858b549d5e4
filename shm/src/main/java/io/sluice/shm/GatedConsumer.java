package io.sluice.shm;

import java.lang.invoke.VarHandle;
import org.agrona.concurrent.AtomicBuffer;

/** A reading end of a gated ring laid out as {@link BroadcastLayout} says. */
final class GatedConsumer extends BroadcastReader {
    private final Memory memory;
    private final int gate;
    private final int releaseThreshold;
    private final Sleep producer;

    private long released; // the gate's position as this end last stored it

    /** The end whose gate is that of a slot, which it has; {@link #join} opens it. */
    GatedConsumer(
            Memory memory, BroadcastCursor cursor, int slot, String ring, Runnable giveUpSlot) {
        super(cursor, BroadcastLayout.sleepOnMessages(memory), ring, giveUpSlot);
        this.memory = memory;
        this.gate = BroadcastLayout.gate(slot);
        this.releaseThreshold = cursor.capacity() / BroadcastLayout.CHUNKS;
        this.producer = BroadcastLayout.sleepOnRoom(memory);
    }

    /**
     * Takes a place from which on the producer overwrites nothing: the gate is first closed to all
     * that is not reserved yet, and what is found afterwards cannot be overwritten but by what is.
     */
    void join(Join join) {
        memory.putLongRelease(gate, BroadcastLayout.JOINING); // GATE
        VarHandle.fullFence(); // GATE
        boolean joined = false;
        try {
            for (int tries = 0; !cursor.to(join); tries++) {
                if (tries == MAX_TRIES) {
                    throw BroadcastLayout.tooQuick(ring);
                }
            }
            joined = true;
        } finally {
            if (!joined) {
                leave();
            }
        }
        released = cursor.position();
        memory.putLongRelease(gate, released + 1); // RELEASE
        producer.wake();
    }

    @Override
    public boolean isReady() {
        return cursor.isPublished();
    }

    @Override
    long nextHeader() {
        if (!cursor.isPublished()) {
            return NO_RECORD;
        }
        long header = cursor.header();
        if (!cursor.isRecord(header)) {
            throw cursor.corruptRecord(header);
        }
        return header;
    }

    @Override
    int messageIndex() {
        return cursor.index() + BroadcastLayout.MESSAGE;
    }

    @Override
    AtomicBuffer messages() {
        return memory.buffer();
    }

    @Override
    void release() {
        if (cursor.position() != released) {
            released = cursor.position();
            memory.putLongRelease(gate, released + 1); // RELEASE
            producer.wake();
        }
    }

    @Override
    void releaseEighth() {
        if (cursor.position() - released >= releaseThreshold) {
            release();
        }
    }

    @Override
    void leave() {
        memory.putLongRelease(gate, 0L); // RELEASE
        producer.wake();
    }
}
