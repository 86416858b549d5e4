package io.sluice.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * An end of a connected stream socket, TCP on the loopback device or Unix.
 *
 * <p>Source: tcp(7), unix(7).
 */
final class SocketStreamChannel extends StreamChannel {
    private final ServerSocketChannel server; // the first side's, else null
    private final boolean poll;
    private final Teardown teardown;

    private SocketStreamChannel(ServerSocketChannel server, Setup setup, Teardown teardown) {
        super(setup, teardown);
        this.server = server;
        this.teardown = teardown;
        poll = setup.poll();
    }

    static Channel tcp(Side side, Setup setup, Teardown teardown) throws IOException {
        Notice notice = Notice.in(setup, "tcp.port");
        if (side == Side.SECOND) {
            int port = (int) notice.read()[0];
            return connected(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), setup, teardown);
        }
        ServerSocketChannel server =
                teardown.add(ServerSocketChannel.open(StandardProtocolFamily.INET));
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        notice.leave(teardown, ((InetSocketAddress) server.getLocalAddress()).getPort());
        return new SocketStreamChannel(server, setup, teardown);
    }

    static Channel unix(Side side, Setup setup, Teardown teardown) throws IOException {
        Path path = setup.directory().resolve("uds-stream.socket");
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
        if (side == Side.SECOND) {
            return connected(address, setup, teardown);
        }
        ServerSocketChannel server =
                teardown.add(ServerSocketChannel.open(StandardProtocolFamily.UNIX));
        server.bind(address);
        teardown.delete(path);
        return new SocketStreamChannel(server, setup, teardown);
    }

    @Override
    void accept() throws IOException {
        connect(server.accept());
        server.close();
    }

    private static Channel connected(SocketAddress address, Setup setup, Teardown teardown)
            throws IOException {
        SocketStreamChannel channel = new SocketStreamChannel(null, setup, teardown);
        channel.connect(SocketChannel.open(address));
        return channel;
    }

    private void connect(SocketChannel socket) throws IOException {
        teardown.add(socket);
        if (socket.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        socket.configureBlocking(!poll);
        connect(socket, socket);
    }
}
