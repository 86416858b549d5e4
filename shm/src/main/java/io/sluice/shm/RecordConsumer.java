package io.sluice.shm;

import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.ControlledMessageHandler.Action;
import org.agrona.concurrent.MessageHandler;

/**
 * The reading end of a ring whose records lie one after the other in memory: what all such rings
 * have in common. {@link SpscLayout} names the edges.
 */
abstract class RecordConsumer implements ReleasingConsumer {
    /** What {@link #nextHeader} returns when there is no record. */
    static final long NO_RECORD = 0;

    final Memory memory;
    final int capacity;
    final String ring;

    private final Runnable giveUpRole;
    private final Waiting waiting;
    private final Sleep producers;
    private final WaitHint hint;

    long position; // by this and subclasses: where the next record begins
    private long released; // head as this end last stored it

    RecordConsumer(Memory memory, int capacity, int alignment, String ring, Runnable giveUpRole) {
        this.memory = memory;
        this.capacity = capacity;
        this.ring = ring;
        this.giveUpRole = giveUpRole;
        this.waiting = new Waiting("the consumer of " + ring, this, Sleep.onMessages(memory));
        this.producers = Sleep.onRoom(memory);
        this.hint = new WaitHint(memory);
        this.position = memory.getLongAcquire(SpscLayout.HEAD); // RELEASE
        this.released = position;
        if (position < 0 || position > SpscLayout.MAX_POSITION || position % alignment != 0) {
            throw SpscLayout.corruptHead(ring, position, "a multiple of " + alignment);
        }
    }

    /**
     * The header of the next message, or {@link #NO_RECORD}. Moves the position past records
     * without one. Never returns what cannot be read safely.
     */
    abstract long nextHeader();

    /** Where the message found by {@link #nextHeader} lies in {@link #messages}. */
    abstract int messageIndex();

    /** What handlers see. */
    AtomicBuffer messages() {
        return memory.buffer();
    }

    /** Moves past that message, which has this length. */
    abstract void advance(int msgLength);

    /** Moves back before the message that {@link #advance} has just moved past. */
    abstract void retreat(int msgLength);

    /** The index of a byte that is part of the records. */
    abstract int index(long bytePosition);

    /**
     * Looks whether the record at {@link #position} will never come, and if so moves past it.
     *
     * @return whether it is worth looking for a record again
     */
    boolean passHole() {
        return false;
    }

    /** Releases everything read, where {@link #release} might leave something for later. */
    void releaseAll() {
        release();
    }

    @Override
    public int read(MessageHandler handler, int limit) {
        check(limit);
        int messages = 0;
        long end = position + capacity; // or producers could keep us here
        AtomicBuffer buffer = messages();
        waiting.startReading();
        try {
            while (messages < limit && position < end) {
                long header = nextHeader();
                if (header == NO_RECORD) {
                    break;
                }
                int index = messageIndex();
                int length = SpscLayout.length(header);
                advance(length); // before the handler: a message whose handler throws counts as
                // read
                messages++;
                handler.onMessage(SpscLayout.msgTypeId(header), buffer, index, length);
                releaseEighth();
            }
        } finally {
            endRead(messages);
        }
        return messages;
    }

    @Override
    public int controlledRead(ControlledMessageHandler handler, int limit) {
        check(limit);
        int messages = 0;
        long end = position + capacity; // or producers could keep us here
        AtomicBuffer buffer = messages();
        waiting.startReading();
        try {
            Action action = Action.CONTINUE;
            while (messages < limit && position < end && action != Action.BREAK) {
                long header = nextHeader();
                if (header == NO_RECORD) {
                    break;
                }
                int index = messageIndex();
                int length = SpscLayout.length(header);
                advance(length);
                action = handler.onMessage(SpscLayout.msgTypeId(header), buffer, index, length);
                if (action == Action.ABORT) {
                    retreat(length);
                    break;
                }
                messages++;
                if (action == Action.COMMIT) {
                    releaseAll();
                }
                releaseEighth();
            }
        } finally {
            endRead(messages);
        }
        return messages;
    }

    @Override
    public boolean await(long timeoutNs) throws InterruptedException {
        return waiting.await(Waiting.SPIN_NS, timeoutNs);
    }

    @Override
    public boolean await(long spinNs, long timeoutNs) throws InterruptedException {
        return waiting.await(spinNs, timeoutNs);
    }

    @Override
    public Waiting waiting() {
        return waiting;
    }

    @Override
    public boolean isReady() {
        if (nextHeader() != NO_RECORD) {
            return true;
        }
        hint.foundNothing();
        return false;
    }

    @Override
    public void rest() {
        release(); // what was skipped, too
    }

    @Override
    public boolean isReadyAfterAll() {
        long start = position;
        do {
            if (nextHeader() != NO_RECORD) {
                return true;
            }
            release();
        } while (position - start <= capacity && passHole()); // or a peer could keep us here
        return false;
    }

    @Override
    public synchronized void close() {
        waiting.requireOutsideHandler();
        if (waiting.isClosed()) {
            return;
        }
        // An await in another thread must store nothing once the next consumer has the role.
        waiting.close();
        try {
            releaseAll();
        } finally {
            giveUpRole.run();
        }
    }

    private static void check(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit=" + limit + " is less than 1");
        }
    }

    /** Whatever way a read ends: nothing read is kept from the producer longer than documented. */
    private void endRead(int messages) {
        waiting.endReading();
        if (messages == 0) {
            hint.foundNothing();
            release();
        } else {
            hint.read(messages);
            releaseEighth();
        }
    }

    /** Releases when an eighth of the ring was read without finding it empty. */
    private void releaseEighth() {
        if (position - released >= capacity / 8) {
            release();
        }
    }

    @Override
    public final void release() {
        if (position != released) {
            own();
            released = position;
            memory.putLongRelease(SpscLayout.HEAD, position); // RELEASE
            producers.wake();
        }
    }

    /**
     * Takes the lines about to be released away from the producer's cache, so that its next lap
     * finds them with one owner instead of two sharers. Source: measured, {@code docs/design.md};
     * streams of long messages gain most.
     */
    private void own() {
        long line = SpscLayout.nextLine(released);
        for (; line + SpscLayout.LINE <= position; line += SpscLayout.LINE) {
            int index = index(line);
            long found = memory.getLongOpaque(index); // OWN
            memory.putLongOpaque(index, found); // OWN
        }
    }
}
