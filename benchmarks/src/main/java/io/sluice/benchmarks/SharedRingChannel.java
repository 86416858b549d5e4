package io.sluice.benchmarks;

import com.google.errorprone.annotations.CheckReturnValue;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * An end of one ring into which both sides write and from which the second reads.
 *
 * <p>The type of a message says which side sent it. Each side numbers its messages from 0 up, and
 * the order of each side's is checked.
 */
abstract class SharedRingChannel extends Channel implements MessageHandler {
    private static final int FROM_FIRST = 1;
    private static final int FROM_SECOND = 2;

    private final int type; // of what this side sends
    private final UnsafeBuffer message;
    private final long[] nextToArrive = new long[FROM_SECOND + 1]; // by onMessage, by type

    SharedRingChannel(Side side, int payload) {
        this.type = side == Side.FIRST ? FROM_FIRST : FROM_SECOND;
        this.message = new UnsafeBuffer(ByteBuffer.allocateDirect(payload));
    }

    /** Writes the whole message, unless there is no room now. */
    @CheckReturnValue
    abstract boolean tryWrite(int type, DirectBuffer message);

    @Override
    final void send(long sequence) {
        while (!trySend(sequence)) {
            Thread.onSpinWait();
        }
    }

    @Override
    final boolean trySend(long sequence) {
        message.putLong(0, sequence);
        return tryWrite(type, message);
    }

    @Override
    final int echo() {
        throw new UnsupportedOperationException("the second side sends messages of its own");
    }

    @Override
    public final void onMessage(int type, MutableDirectBuffer buffer, int index, int length) {
        check(buffer.getLong(index), nextToArrive[type]++);
        readLines(buffer, index, length);
    }
}
