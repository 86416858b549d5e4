package io.sluice.shm;

import org.agrona.MutableDirectBuffer;

/** Takes requests. */
@FunctionalInterface
public interface RequestHandler {
    /**
     * Takes one request, where it lies, for the time of the call.
     *
     * @param msgTypeId as the client gave it
     * @param index of the first byte
     * @param length bytes
     * @param token to answer it by, now or later: see {@link RequestServer#reply}
     */
    void onRequest(int msgTypeId, MutableDirectBuffer buffer, int index, int length, long token);
}
