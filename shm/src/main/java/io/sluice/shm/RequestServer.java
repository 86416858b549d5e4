package io.sluice.shm;

import com.google.errorprone.annotations.CheckReturnValue;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;

/**
 * The end of a {@link RequestChannel} that answers.
 *
 * <p>One thread at a time may call; {@link #close} belongs to it too. After close every method
 * throws IllegalStateException. Nothing but await waits; nothing allocates or, unless a client
 * sleeps or its lane is full, makes a system call.
 *
 * <p>A request is handed over at most once: this server reads past those that were sent to a server
 * before it. A request whose handler returned or threw counts as read, and one that is not answered
 * gets nothing: its client's time runs out.
 */
public interface RequestServer extends Awaitable, AutoCloseable {
    /** What {@link #tryClaim} returns when the client's lane has no room now. */
    int NO_ROOM = -2;

    /** What {@link #tryClaim} returns when the client has died or left. */
    int CLIENT_GONE = -3;

    /** What became of a response. */
    enum Delivery {
        /** It is in the client's lane. */
        SENT,
        /** The client's lane is full: the client lives, and has not read what is there. */
        NO_ROOM,
        /**
         * The client has died or left, and the response was dropped. Also when it is SENT the
         * client may be gone: a death is looked for only when the lane is full, or the next client
         * has come.
         */
        CLIENT_GONE
    }

    /**
     * Hands over requests that are there, oldest first, without waiting. The handler may reply, to
     * this request or others; it may not serve, await or close.
     *
     * @param limit the most requests to read, 1 or more
     * @return how many were handed over
     * @throws CorruptSegmentException if the channel's bytes make no sense
     */
    int serve(RequestHandler handler, int limit);

    /**
     * Writes a response. A request may be answered by any number of them; {@link
     * RequestClient#call} takes the first.
     *
     * @param token of the request
     * @param msgTypeId the caller's, 1 or greater
     * @throws IllegalArgumentException if the token is no request's, the type is less than 1 or the
     *     length out of range
     * @throws IllegalStateException if a claim for the same client is open
     */
    @CheckReturnValue
    Delivery reply(long token, int msgTypeId, DirectBuffer srcBuffer, int offset, int length);

    /**
     * Claims room for a response, to be filled in place in {@link #buffer} and then committed or
     * aborted, also by a handler that throws; one for each client may be open.
     *
     * @return the index of its first byte, {@link #NO_ROOM} or {@link #CLIENT_GONE}
     * @throws IllegalArgumentException as {@link #reply} does
     * @throws IllegalStateException if a claim for the same client is open
     */
    @CheckReturnValue
    int tryClaim(long token, int msgTypeId, int length);

    /** Sends the response claimed at this index. */
    void commit(int index);

    /** Gives the claim at this index up as if it had never been. */
    void abort(int index);

    /** The memory in which claimed responses are written. */
    AtomicBuffer buffer();

    /** The greatest length of a response, 8 less than an eighth of a lane's capacity. */
    int maxMsgLength();

    /**
     * Ends this end, so that another process may take it. Clients that wait for an answer are told
     * that the server died. Closing twice does nothing.
     */
    @Override
    void close();
}
