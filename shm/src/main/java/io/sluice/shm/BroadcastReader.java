package io.sluice.shm;

import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.ControlledMessageHandler.Action;
import org.agrona.concurrent.MessageHandler;

/** What all consumers of a ring laid out as {@link BroadcastLayout} says have in common. */
abstract class BroadcastReader implements RingConsumer, Waitable, Waiting.End {
    /** What {@link #nextHeader} returns when there is no record. */
    static final long NO_RECORD = 0;

    /** So many times in a row no producer writes most of a ring while we look at a few words. */
    static final int MAX_TRIES = 1 << 16;

    final BroadcastCursor cursor;
    final String ring;

    private final Runnable giveUp;
    private final Waiting waiting;

    /**
     * An end that reads at a cursor, sleeps as {@code sleep} says, and closes by {@code giveUp}.
     */
    BroadcastReader(BroadcastCursor cursor, Sleep sleep, String ring, Runnable giveUp) {
        this.cursor = cursor;
        this.ring = ring;
        this.giveUp = giveUp;
        this.waiting = new Waiting("the consumer of " + ring, this, sleep);
    }

    /** The header of the record at the cursor, or {@link #NO_RECORD}. May move the cursor on. */
    abstract long nextHeader();

    /** Where the message of the record at the cursor can be read. */
    abstract int messageIndex();

    /** What {@link #messageIndex} is an index of. */
    abstract AtomicBuffer messages();

    /** Tells the producer what was read. */
    abstract void release();

    /** As {@link #release}, if it is much. */
    abstract void releaseEighth();

    /** Tells the producer that nothing more will be read. */
    abstract void leave();

    @Override
    public int read(MessageHandler handler, int limit) {
        check(limit);
        int messages = 0;
        waiting.startReading();
        try {
            while (messages < limit) {
                long header = nextHeader();
                if (header == NO_RECORD) {
                    break;
                }
                int index = messageIndex();
                int length = SpscLayout.length(header);
                cursor.advance(length); // first: a message whose handler throws counts as read
                messages++;
                handler.onMessage(SpscLayout.msgTypeId(header), messages(), index, length);
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
        waiting.startReading();
        try {
            Action action = Action.CONTINUE;
            while (messages < limit && action != Action.BREAK) {
                long header = nextHeader();
                if (header == NO_RECORD) {
                    break;
                }
                int index = messageIndex();
                int length = SpscLayout.length(header);
                cursor.advance(length);
                action = handler.onMessage(SpscLayout.msgTypeId(header), messages(), index, length);
                if (action == Action.ABORT) {
                    cursor.retreat(length);
                    break;
                }
                messages++;
                if (action == Action.COMMIT) {
                    release();
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
    public void rest() {
        release();
    }

    @Override
    public boolean isReadyAfterAll() {
        release();
        return isReady();
    }

    @Override
    public synchronized void close() {
        waiting.requireOutsideHandler();
        if (!waiting.isClosed()) {
            // An await in another thread must store nothing once another has the slot.
            waiting.close();
            try {
                leave();
            } finally {
                giveUp.run();
            }
        }
    }

    boolean isClosed() {
        return waiting.isClosed();
    }

    private static void check(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit=" + limit + " is less than 1");
        }
    }

    private void endRead(int messages) {
        waiting.endReading();
        if (messages == 0) {
            release();
        } else {
            releaseEighth();
        }
    }
}
