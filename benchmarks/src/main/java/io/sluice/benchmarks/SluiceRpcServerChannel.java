package io.sluice.benchmarks;

import io.sluice.shm.RequestChannel;
import io.sluice.shm.RequestHandler;
import io.sluice.shm.RequestServer;
import java.io.IOException;
import org.agrona.MutableDirectBuffer;

/** The answering end of a RequestChannel. */
final class SluiceRpcServerChannel extends Channel implements RequestHandler {
    private final RequestChannel channel;
    private final RequestServer server;
    private final boolean sleep;

    SluiceRpcServerChannel(RequestChannel channel, boolean sleep) {
        this.sleep = sleep;
        this.channel = channel;
        this.server = channel.server();
    }

    @Override
    void send(long sequence) {
        throw new UnsupportedOperationException("a server does not ask");
    }

    @Override
    int receive(int limit) {
        throw new UnsupportedOperationException("a server does not receive without answering");
    }

    @Override
    int echo() throws IOException {
        if (sleep) {
            Asleep.await(server);
        }
        return server.serve(this, 1);
    }

    @Override
    public void close() {
        channel.close();
    }

    @Override
    public void onRequest(int type, MutableDirectBuffer buffer, int index, int length, long token) {
        while (server.reply(token, type, buffer, index, length) == RequestServer.Delivery.NO_ROOM) {
            Thread.onSpinWait();
        }
    }
}
