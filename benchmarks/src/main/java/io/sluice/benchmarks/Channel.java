package io.sluice.benchmarks;

import com.google.errorprone.annotations.CheckReturnValue;
import java.io.IOException;
import org.agrona.DirectBuffer;

/**
 * One end of a connection that carries messages of one length both ways, in order, without loss.
 *
 * <p>The first eight bytes of a message are its sequence number, from 0 up in each direction, in
 * the machine's byte order; the receiver checks every one of them. One thread uses an end.
 */
abstract class Channel implements AutoCloseable {
    private static final int LINE = 64;

    private long nextToSend; // by send
    private long nextToArrive; // by arrived, sendForEcho, echoed

    @SuppressWarnings("UnusedVariable")
    private long sum; // by readLines: a field, so that the reads are not dropped

    /** Completes the first side's end once the second side has opened its own. */
    void accept() throws IOException {}

    /** Sends the next message, waiting for room. */
    final void send() throws IOException {
        send(nextToSend++);
    }

    /** Sends the next message, unless there is no room now. */
    @CheckReturnValue
    final boolean trySend() throws IOException {
        boolean sent = trySend(nextToSend);
        if (sent) {
            nextToSend++;
        }
        return sent;
    }

    /** Sends the next message and expects it, and nothing older, to come back. */
    final void sendForEcho() throws IOException {
        nextToArrive = nextToSend;
        send();
    }

    /**
     * Notes that the next {@code count} messages of the other direction were sent back unchecked.
     */
    final void echoed(int count) {
        nextToArrive += count;
    }

    /** Sends one message whose first eight bytes are {@code sequence}, waiting for room. */
    abstract void send(long sequence) throws IOException;

    /** As {@link #send(long)}, unless there is no room now. For those that both sides write to. */
    @CheckReturnValue
    boolean trySend(long sequence) throws IOException {
        throw new UnsupportedOperationException("the sender waits for room");
    }

    /** Lets what was sent, and held back until there is more of it, be received. */
    void flush() throws IOException {}

    /**
     * Takes up to {@code limit} messages and passes the sequence number of each to {@link
     * #arrived}. May wait for the first one or return 0, whichever the transport does best.
     *
     * @return how many messages were taken
     */
    abstract int receive(int limit) throws IOException;

    /**
     * Takes one message and sends its bytes back, waiting for room. May return without either. A
     * message echoed is not passed to {@link #arrived}.
     *
     * @return how many messages were sent back, 0 or 1
     */
    abstract int echo() throws IOException;

    @Override
    public abstract void close() throws IOException;

    /** As {@link #arrived(long)} for a message in place, reading from each of its cache lines. */
    protected final void arrived(DirectBuffer buffer, int index, int length) {
        arrived(buffer.getLong(index));
        readLines(buffer, index, length);
    }

    /** Checks that a message is the next of its direction. */
    protected final void arrived(long sequence) {
        check(sequence, nextToArrive);
        nextToArrive++;
    }

    /** Reads from each cache line of a message that follows its sequence number. */
    protected final void readLines(DirectBuffer buffer, int index, int length) {
        for (int offset = LINE; offset <= length - Long.BYTES; offset += LINE) {
            sum += buffer.getLong(index + offset);
        }
    }

    /** Throws IllegalStateException unless the message that arrived is the one that was due. */
    protected static void check(long sequence, long due) {
        if (sequence != due) {
            throw new IllegalStateException(
                    "message " + sequence + " arrived where " + due + " was due");
        }
    }
}
