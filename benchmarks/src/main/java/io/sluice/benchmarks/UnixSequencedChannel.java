package io.sluice.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * An end of a connection of Unix sockets that keeps messages apart: {@code SOCK_SEQPACKET}.
 *
 * <p>Source: unix(7).
 */
final class UnixSequencedChannel extends MessageChannel {
    private final Setup setup;
    private final Teardown teardown;
    private UnixSocket socket; // by accept: the listening one's place is taken by the connection

    UnixSequencedChannel(Side side, Setup setup, Teardown teardown) throws IOException {
        super(setup, 0, teardown);
        this.setup = setup;
        this.teardown = teardown;
        Path path = setup.directory().resolve("uds-seqpacket.socket");
        socket = UnixSocket.create(UnixSocket.SEQUENCED, setup, teardown);
        if (side == Side.FIRST) {
            teardown.delete(path);
            socket.bind(path);
            socket.listen();
        } else {
            socket.connect(path);
        }
    }

    @Override
    void accept() {
        socket = socket.accept(setup, teardown);
    }

    @Override
    long sendCall(UnsafeBuffer message) {
        return socket.send(message);
    }

    @Override
    long receiveCall(UnsafeBuffer message) {
        return socket.receive(message);
    }
}
