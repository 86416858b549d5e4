package io.sluice.shm;

import com.google.errorprone.annotations.CheckReturnValue;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;

/**
 * The writing end of a ring.
 *
 * <p>One thread at a time may call; {@link #close} belongs to it too. After close writing throws
 * IllegalStateException. No method but {@link #awaitRoom} waits; none allocates or, unless a
 * consumer sleeps, makes a system call.
 *
 * <p>Message types are the caller's, 1 or greater; lengths are bytes, 0 to {@link #maxMsgLength}.
 */
public interface RingProducer extends AutoCloseable {
    /** What {@link #tryClaim} returns when the ring has no room now. */
    int INSUFFICIENT_CAPACITY = -2;

    /**
     * Writes one message.
     *
     * @return {@code false} if the ring has no room now
     * @throws IllegalArgumentException if the type is less than 1 or the length out of range
     * @throws IllegalStateException if a claim is open
     */
    @CheckReturnValue
    boolean write(int msgTypeId, DirectBuffer srcBuffer, int offset, int length);

    /**
     * Claims room for one message, to be filled in place in {@link #buffer} and then committed or
     * aborted. A producer that dies holding one leaves nothing to read; while it lives, what others
     * write to the same ring after the claim is read only when it has ended.
     *
     * @return the index of the message's first byte in {@link #buffer}, or {@link
     *     #INSUFFICIENT_CAPACITY}
     * @throws IllegalArgumentException if the type is less than 1 or the length out of range
     * @throws IllegalStateException if a claim is open already
     */
    @CheckReturnValue
    int tryClaim(int msgTypeId, int length);

    /**
     * Publishes the claimed message.
     *
     * @param index what {@link #tryClaim} returned
     */
    void commit(int index);

    /**
     * Gives the claim up as if it had never been.
     *
     * @param index what {@link #tryClaim} returned
     */
    void abort(int index);

    /**
     * Starts a batch: what is written or claimed and committed until {@link #publishBatch} can be
     * read from then on, all of it, and nothing of it if this process dies before. One batch costs
     * about what one message costs, and its messages their bytes.
     *
     * <p>Until the batch has ended the ring is full for what exceeds it, and what others write to
     * the same ring is read only after it.
     *
     * @param length room for the batch in bytes, up to {@link #maxMsgLength}: each message takes 16
     *     more than its length, rounded up to a multiple of 8
     * @return {@code false} if the ring has no room now
     * @throws IllegalArgumentException if the length is out of range
     * @throws IllegalStateException if a claim or a batch is open
     */
    @CheckReturnValue
    boolean tryStartBatch(int length);

    /**
     * Publishes the messages of the batch.
     *
     * @throws IllegalStateException if no batch is open, or a claim is
     */
    void publishBatch();

    /**
     * Gives the batch up as if it had never been.
     *
     * @throws IllegalStateException if no batch is open, or a claim is
     */
    void abortBatch();

    /**
     * Waits until there is room for a message, or batch, of a length: spins for about as long as a
     * sleep and a wake cost, then sleeps. Where there are other producers, one of them may have
     * taken the room by the time this returns.
     *
     * @param timeoutNs the longest wait; 0 or less looks once
     * @return {@code false} if the time is over and there is no room still
     * @throws IllegalArgumentException if the length is out of range
     * @throws IllegalStateException if a claim or a batch is open
     * @throws InterruptedException if the thread is interrupted
     */
    @CheckReturnValue
    boolean awaitRoom(int length, long timeoutNs) throws InterruptedException;

    /** The memory in which claimed messages are written. */
    AtomicBuffer buffer();

    /** The greatest length of a message, about an eighth of the capacity. */
    int maxMsgLength();

    /** Ends this end, so that another process may take the role. Closing twice does nothing. */
    @Override
    void close();
}
