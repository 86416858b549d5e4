package io.sluice.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * An end of two broadcasts, one each way, with a window so that none is ever lost.
 *
 * <p>Whoever broadcasts does not wait for those who read, and overwrites what they have not read
 * yet. So a side sends only while it has room, one unit a message, and the receiver gives room back
 * with a credit, a message of another type that holds a count, once it has taken half a window. A
 * window is half of the broadcast's memory; credits take no room. A message lost all the same ends
 * the run.
 */
abstract class BroadcastChannel extends Channel implements MessageHandler {
    /** What its rows' descriptions say about the window. */
    static final String AGAINST_LOSS = ", a credit every half window against loss";

    private static final int MESSAGE = 1;
    private static final int CREDIT = 2;

    private final int window;
    private final UnsafeBuffer message;
    private final UnsafeBuffer credit = new UnsafeBuffer(ByteBuffer.allocateDirect(Long.BYTES));
    private int room; // messages the other side still has space for
    private int owed; // messages taken since the last credit
    private boolean echoing; // by echo, receive: what a message that is read is for

    /**
     * Starts with a whole window.
     *
     * @param recordLength bytes that a message takes of the broadcast's memory
     */
    BroadcastChannel(Setup setup, int recordLength) {
        window = window(setup, recordLength);
        room = window;
        message = new UnsafeBuffer(ByteBuffer.allocateDirect(setup.payload()));
    }

    /** How many messages may be on their way. */
    static int window(Setup setup, int recordLength) {
        return setup.capacity() / 2 / recordLength;
    }

    /** Broadcasts a message, over the oldest ones, whether they were read or not. */
    abstract void transmit(int type, DirectBuffer buffer, int index, int length);

    /** Passes up to {@code limit} messages that are there, oldest first, to {@link #onMessage}. */
    abstract void read(int limit) throws IOException;

    @Override
    final void send(long sequence) throws IOException {
        while (room == 0) {
            awaitCredit();
        }
        message.putLong(0, sequence);
        transmit(message, 0, message.capacity());
    }

    @Override
    final int receive(int limit) throws IOException {
        echoing = false;
        return take(limit);
    }

    @Override
    final int echo() throws IOException {
        echoing = true;
        return take(1);
    }

    @Override
    public final void onMessage(int type, MutableDirectBuffer buffer, int index, int length) {
        if (type == CREDIT) {
            room += buffer.getInt(index);
            return;
        }
        owed++;
        if (!echoing) {
            arrived(buffer, index, length);
        } else if (room > 0) { // it is: who waits for an echo gave room before it sent again
            transmit(buffer, index, length);
        } else {
            throw new IllegalStateException("room=0 for an echo");
        }
    }

    private void transmit(DirectBuffer buffer, int index, int length) {
        room--;
        transmit(MESSAGE, buffer, index, length);
    }

    private int take(int limit) throws IOException {
        int before = owed;
        read(limit);
        int taken = owed - before;
        if (owed >= window / 2) {
            credit.putInt(0, owed);
            transmit(CREDIT, credit, 0, credit.capacity());
            owed = 0;
        }
        return taken;
    }

    private void awaitCredit() throws IOException {
        int before = owed;
        read(1);
        if (owed != before) {
            throw new IllegalStateException("a message arrived where a credit was due");
        }
        Thread.onSpinWait();
    }
}
