package io.sluice.shm;

import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.MessageHandler;

/**
 * The reading end of a ring.
 *
 * <p>One thread at a time may call; {@link #close} belongs to it too. After close every method
 * throws IllegalStateException. Handlers see the message where it lies, for the time of the call;
 * they may not call or close this object.
 *
 * <p>A message whose handler returned or threw counts as read. It is <em>released</em>, so that the
 * producer may reuse its bytes, when an eighth of the ring has been read since the last release,
 * when a read finds nothing, before a sleep, on COMMIT of {@link #controlledRead}, and on close. A
 * consumer that takes over from one that was killed sees again what was read but not released,
 * nothing else.
 */
public interface RingConsumer extends Awaitable, AutoCloseable {
    /**
     * Hands over messages that are there, oldest first, without waiting.
     *
     * @param limit the most messages to read, 1 or more; a call may also end when it has read as
     *     many bytes as the ring holds
     * @return how many were read; 0 if the ring is empty
     * @throws CorruptSegmentException if the ring's bytes make no sense; the end stays where it is
     */
    int read(MessageHandler handler, int limit);

    /**
     * As {@link #read}, and the handler says after each message how to go on: CONTINUE; COMMIT
     * (release what was read so far, this one too); BREAK (this was the last for now); ABORT (as if
     * this one had not been read).
     */
    int controlledRead(ControlledMessageHandler handler, int limit);

    /**
     * Releases what was read and ends this end, so that another process may take the role. Closing
     * twice does nothing.
     */
    @Override
    void close();
}
