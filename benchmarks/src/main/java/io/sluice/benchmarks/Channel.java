package io.sluice.benchmarks;

import java.io.IOException;

/**
 * One end of a connection that carries messages of one length both ways, in order, without loss.
 *
 * <p>The first eight bytes of a message are its sequence number, from 0 up in each direction, in
 * the machine's byte order; the receiver checks every one of them. One thread uses an end.
 */
abstract class Channel implements AutoCloseable {
    private long nextToSend; // by send
    private long nextToArrive; // by arrived

    /** Completes the first side's end once the second side has opened its own. */
    void accept() throws IOException {}

    /** Sends the next message, waiting for room. */
    final void send() throws IOException {
        send(nextToSend++);
    }

    /** Sends one message whose first eight bytes are {@code sequence}, waiting for room. */
    abstract void send(long sequence) throws IOException;

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

    /** Checks that a message is the next of its direction. */
    protected final void arrived(long sequence) {
        if (sequence != nextToArrive) {
            throw new IllegalStateException(
                    "message " + sequence + " arrived where " + nextToArrive + " was due");
        }
        nextToArrive++;
    }
}
