package io.sluice.shm;

import org.agrona.MutableDirectBuffer;

/** Takes responses. */
@FunctionalInterface
public interface ResponseHandler {
    /**
     * Takes one response, where it lies, for the time of the call.
     *
     * @param msgTypeId as the server gave it
     * @param index of the first byte
     * @param length bytes
     * @param correlation of its request, as {@link RequestClient#send} returned it
     */
    void onResponse(
            int msgTypeId, MutableDirectBuffer buffer, int index, int length, long correlation);
}
