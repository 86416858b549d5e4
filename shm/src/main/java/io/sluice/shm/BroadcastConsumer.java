package io.sluice.shm;

import org.agrona.concurrent.ControlledMessageHandler;

/**
 * A reading end of a lossy ring, whose producer waits for nobody.
 *
 * <p>Handlers see a copy of the message, made before they are called and gone when they return: it
 * is whole, however quick the producer. Nothing is ever released. COMMIT of {@link
 * #controlledRead(ControlledMessageHandler, int)} is CONTINUE; a message after ABORT is read again,
 * or lost if the producer is quicker.
 */
public interface BroadcastConsumer extends RingConsumer {
    /**
     * How many messages this consumer has not been given, of those published since it joined and
     * before the one it was given last: the producer had overwritten them, or was about to; or a
     * consumer of {@link Join#LATEST_VALUE} skipped them. Exact: with what was read it makes the
     * number of messages published.
     */
    long lost();
}
