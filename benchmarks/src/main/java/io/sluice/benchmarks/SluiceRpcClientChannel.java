package io.sluice.benchmarks;

import io.sluice.shm.RequestChannel;
import io.sluice.shm.RequestClient;
import io.sluice.shm.ResponseHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The asking end of a RequestChannel. */
final class SluiceRpcClientChannel extends Channel implements ResponseHandler {
    private final RequestChannel channel;
    private final RequestClient client;
    private final UnsafeBuffer message;
    private final boolean sleep;

    SluiceRpcClientChannel(RequestChannel channel, int payload, boolean sleep) {
        this.sleep = sleep;
        this.channel = channel;
        this.client = channel.client();
        this.message = new UnsafeBuffer(ByteBuffer.allocateDirect(payload));
        if (payload > client.maxMsgLength()) {
            channel.close();
            throw new IllegalArgumentException(
                    "payload="
                            + payload
                            + " exceeds this channel's maxMsgLength="
                            + client.maxMsgLength());
        }
    }

    @Override
    void send(long sequence) {
        message.putLong(0, sequence);
        while (client.send(1, message, 0, message.capacity()) < 0) {
            Thread.onSpinWait();
        }
    }

    @Override
    int receive(int limit) throws IOException {
        if (sleep) {
            Asleep.await(client);
        }
        return client.poll(this, limit);
    }

    @Override
    int echo() {
        throw new UnsupportedOperationException("a client does not answer");
    }

    @Override
    public void close() {
        channel.close();
    }

    @Override
    public void onResponse(
            int type, MutableDirectBuffer buffer, int index, int length, long correlation) {
        arrived(buffer, index, length);
    }
}
