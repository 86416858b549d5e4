package io.sluice.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * An end of two Unix datagram sockets, each connected to the other: reliable and in order.
 *
 * <p>Source: unix(7).
 */
final class UnixDatagramChannel extends MessageChannel {
    private final UnixSocket socket;
    private final Path other;

    UnixDatagramChannel(Side side, Setup setup, Teardown teardown) throws IOException {
        super(setup, 0, teardown);
        Path first = setup.directory().resolve("uds-dgram.first");
        Path second = setup.directory().resolve("uds-dgram.second");
        Path own = side == Side.FIRST ? first : second;
        other = side == Side.FIRST ? second : first;
        socket = UnixSocket.create(UnixSocket.DATAGRAM, setup, teardown);
        // The first side removes both names: the second may be killed before it can.
        teardown.delete(own);
        if (side == Side.FIRST) {
            teardown.delete(other);
        }
        socket.bind(own);
        if (side == Side.SECOND) {
            socket.connect(other);
        }
    }

    @Override
    void accept() throws IOException {
        socket.connect(other);
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
