package io.sluice.shm;

import com.google.errorprone.annotations.CheckReturnValue;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.MessageHandler;

/**
 * An end of a {@link RequestChannel} that asks.
 *
 * <p>One thread at a time may call; {@link #close} belongs to it too. After close every method
 * throws IllegalStateException. Handlers may send, and not call, poll, await or close. Nothing
 * allocates or, unless somebody sleeps, makes a system call.
 *
 * <p>It asks either by {@link #call}, one request at a time, or by {@link #send}, {@link #poll} and
 * {@link #isLost}. A call gives up what was sent before it: responses to that are dropped, as is
 * one that comes after its call has ended.
 */
public interface RequestClient extends Awaitable, AutoCloseable {
    /** What {@link #send} returns when there is no room for the request now. */
    long NO_ROOM = -1;

    /** What {@link #send} returns when there is no server. */
    long NO_SERVER = -2;

    /** How a call ended. */
    enum Outcome {
        /** The server answered, and the handler has had the response. */
        ANSWERED,
        /** The time is over. The server lives, and may yet serve the request, or has. */
        TIMED_OUT,
        /**
         * The server was killed, or closed, before it answered. It may have served the request; no
         * other will.
         */
        SERVER_DIED,
        /** There is no server, and the request was not sent. */
        NO_SERVER,
        /** The ring of requests is full, and the request was not sent. */
        NO_ROOM
    }

    /**
     * Sends a request and waits for its answer: spins for about as long as a sleep and a wake cost,
     * then sleeps. The server's death is seen within about 10 ms of the kernel's freeing its lock;
     * a server that is only stopped is waited for.
     *
     * @param msgTypeId the caller's, 1 or greater
     * @param onResponse gets the response, where it lies, for the time of the call
     * @param timeoutNs the longest wait; 0 or less looks once
     * @throws IllegalArgumentException if the type is less than 1 or the length out of range
     * @throws InterruptedException if the thread is interrupted, as {@link #await(long)} says; the
     *     request may have been sent
     */
    @CheckReturnValue
    Outcome call(
            int msgTypeId,
            DirectBuffer srcBuffer,
            int offset,
            int length,
            MessageHandler onResponse,
            long timeoutNs)
            throws InterruptedException;

    /**
     * Sends a request.
     *
     * @param msgTypeId the caller's, 1 or greater
     * @return its correlation, greater than that of any before; {@link #NO_ROOM} or {@link
     *     #NO_SERVER}, and nothing was sent
     * @throws IllegalArgumentException if the type is less than 1 or the length out of range
     */
    @CheckReturnValue
    long send(int msgTypeId, DirectBuffer srcBuffer, int offset, int length);

    /**
     * Hands over responses that are there, in the order in which the server gave them, without
     * waiting.
     *
     * @param limit the most responses to read, 1 or more
     * @return how many were handed over
     * @throws CorruptSegmentException if the lane's bytes make no sense
     */
    int poll(ResponseHandler handler, int limit);

    /**
     * Whether the server that a request was sent to is gone. If so, poll once more: what it
     * answered is there by now, and nothing else will come. Asks the kernel.
     *
     * @param correlation what {@link #send} returned
     */
    boolean isLost(long correlation);

    /**
     * Waits until there is room for a request of a length, as {@link RingProducer#awaitRoom} does.
     * Without a server there may never be.
     */
    @CheckReturnValue
    boolean awaitRoom(int length, long timeoutNs) throws InterruptedException;

    /** The greatest length of a request, 16 less than an eighth of the ring's capacity. */
    int maxMsgLength();

    /** Gives the slot up to the next client. Closing twice does nothing. */
    @Override
    void close();
}
