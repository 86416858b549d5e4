package io.sluice.shm;

import io.sluice.futex.Futex;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.ControlledMessageHandler.Action;
import org.agrona.concurrent.MessageHandler;

/**
 * The reading end of a ring whose records lie one after the other in memory: what all such rings
 * have in common. {@link SpscLayout} names the edges.
 */
abstract class RecordConsumer implements RingConsumer {
    /** What {@link #nextHeader} returns when there is no record. */
    static final long NO_RECORD = 0;

    /** About what a sleep and a wake cost, so that waiting never costs twice the better choice. */
    private static final long SPIN_NS = TimeUnit.MICROSECONDS.toNanos(20);

    /**
     * How long a sleep lasts before the consumer looks again by itself: a producer that is killed
     * between publishing and waking leaves it asleep.
     */
    private static final long SLICE_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final int SPINS_PER_LOOK_AT_CLOCK = 32;

    final Memory memory;
    final String ring;

    private final AtomicBuffer buffer; // the same bytes, for handlers
    private final int releaseThreshold;
    private final Runnable giveUpRole;
    private final Sleep sleep;
    private final WaitHint hint;

    long position; // by this and nextHeader: end of the last record read or skipped
    private long released; // head as this end last stored it
    private boolean reading; // by read: a handler may be running
    private volatile boolean awaiting; // by await: close has to wait for it
    private volatile boolean closed; // by close

    RecordConsumer(Memory memory, int capacity, int alignment, String ring, Runnable giveUpRole) {
        this.memory = memory;
        this.buffer = memory.buffer();
        this.releaseThreshold = capacity / 8;
        this.ring = ring;
        this.giveUpRole = giveUpRole;
        this.sleep = new Sleep(memory);
        this.hint = new WaitHint(memory);
        this.position = memory.getLongAcquire(SpscLayout.HEAD); // RELEASE
        this.released = position;
        if (position < 0 || position > SpscLayout.MAX_POSITION || position % alignment != 0) {
            throw SpscLayout.corruptHead(ring, position, "a multiple of " + alignment);
        }
        sleep.end();
    }

    /**
     * The header of the record at {@link #position}, or {@link #NO_RECORD}. Moves the position past
     * records without a message. Never returns what cannot be read safely.
     */
    abstract long nextHeader();

    /** Where the message of the record at a position lies. */
    abstract int messageIndex(long recordPosition);

    /** The length of the record that holds such a message, up to the next one. */
    abstract int recordLength(int msgLength);

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

    @Override
    public int read(MessageHandler handler, int limit) {
        check(limit);
        int messages = 0;
        reading = true;
        try {
            while (messages < limit) {
                long header = nextHeader();
                if (header == NO_RECORD) {
                    break;
                }
                int index = messageIndex(position);
                int length = SpscLayout.length(header);
                // Before the handler: a message whose handler throws counts as read.
                position += recordLength(length);
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
        reading = true;
        try {
            Action action = Action.CONTINUE;
            while (messages < limit && action != Action.BREAK) {
                long header = nextHeader();
                if (header == NO_RECORD) {
                    break;
                }
                long before = position;
                int index = messageIndex(position);
                int length = SpscLayout.length(header);
                position += recordLength(length);
                action = handler.onMessage(SpscLayout.msgTypeId(header), buffer, index, length);
                if (action == Action.ABORT) {
                    position = before;
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
        return await(SPIN_NS, timeoutNs);
    }

    @Override
    public boolean await(long spinNs, long timeoutNs) throws InterruptedException {
        awaiting = true;
        try {
            check(1);
            long now = System.nanoTime();
            long deadlineNs = deadline(now, timeoutNs);
            return spin(Math.min(deadline(now, spinNs), deadlineNs))
                    || (timeoutNs > 0 && sleep(deadlineNs));
        } finally {
            awaiting = false;
        }
    }

    @Override
    public synchronized void close() {
        if (reading) {
            throw new IllegalStateException("the consumer of " + ring + " is closed by a handler");
        }
        if (closed) {
            return;
        }
        closed = true;
        // An await in another thread must store nothing once the next consumer has the role.
        while (awaiting) {
            sleep.interrupt();
            Thread.onSpinWait();
        }
        release();
        giveUpRole.run();
    }

    private static long deadline(long nowNs, long timeoutNs) {
        return timeoutNs > Long.MAX_VALUE - nowNs
                ? Futex.NO_DEADLINE
                : nowNs + Math.max(0, timeoutNs);
    }

    private boolean spin(long untilNs) throws InterruptedException {
        do {
            for (int i = 0; i < SPINS_PER_LOOK_AT_CLOCK; i++) {
                if (nextHeader() != NO_RECORD) {
                    return true;
                }
                hint.foundNothing();
                Thread.onSpinWait();
            }
            release(); // what was skipped
            requireUndisturbed();
        } while (System.nanoTime() < untilNs);
        return false;
    }

    private boolean sleep(long deadlineNs) throws InterruptedException {
        release();
        try {
            while (true) {
                requireUndisturbed();
                if (!announceSleep()) {
                    return true;
                }
                long now = System.nanoTime();
                if (now >= deadlineNs) {
                    return false;
                }
                sleep.until(Math.min(deadlineNs, now + SLICE_NS));
            }
        } finally {
            sleep.end();
        }
    }

    /** Everything up to the sleep itself. Returns whether there is still nothing to read. */
    boolean announceSleep() {
        sleep.announce();
        do {
            if (nextHeader() != NO_RECORD) {
                return false;
            }
            release();
        } while (passHole());
        return true;
    }

    private void requireUndisturbed() throws InterruptedException {
        check(1);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private void check(int limit) {
        if (closed) {
            throw new IllegalStateException("the consumer of " + ring + " is closed");
        }
        if (limit < 1) {
            throw new IllegalArgumentException("limit=" + limit + " is less than 1");
        }
    }

    /** Whatever way a read ends: nothing read is kept from the producer longer than documented. */
    private void endRead(int messages) {
        reading = false;
        if (messages == 0) {
            hint.foundNothing();
            release();
        } else {
            hint.read(messages);
            releaseEighth();
        }
    }

    /** Releases when an eighth of the ring was read without finding it empty: this is a stream. */
    private void releaseEighth() {
        if (position - released >= releaseThreshold) {
            own();
            release();
        }
    }

    final void release() {
        if (position != released) {
            released = position;
            memory.putLongRelease(SpscLayout.HEAD, position); // RELEASE
        }
    }

    /**
     * Takes the lines about to be released away from the producer's cache, so that its next lap
     * finds them with one owner instead of two sharers. Source: measured; streams of long messages
     * gain most.
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
