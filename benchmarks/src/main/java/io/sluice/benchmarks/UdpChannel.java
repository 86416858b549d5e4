package io.sluice.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;

/**
 * An end of two UDP sockets on the loopback device, with a window so that none is ever lost.
 *
 * <p>The kernel drops a datagram that finds the receiver's buffer full. So a side sends only while
 * it has room, one unit a message, and the receiver gives room back with a credit, a datagram of
 * {@value #CREDIT_LENGTH} bytes that holds a count, once it has taken half a window. A message has
 * eight bytes or more, so the length tells them apart. The first credit of a connection is a whole
 * window and says that its sender is connected: a side that has not heard it sends nothing.
 *
 * <p>Source: udp(7), socket(7).
 */
final class UdpChannel extends Channel {
    /** What an IPv4 datagram can carry. */
    private static final int MAX_PAYLOAD = 65507;

    private static final int CREDIT_LENGTH = Integer.BYTES;
    private static final int WANTED_RECEIVE_BUFFER = 1 << 20;
    private static final int MAX_WINDOW = 256;

    private final int payload;
    private final int window;
    private final DatagramChannel socket;
    private final Teardown teardown;
    private final boolean poll;
    private final ByteBuffer outgoing;
    private final ByteBuffer credit = direct(CREDIT_LENGTH);
    private final ByteBuffer[] incoming; // a message n is in n % length until it is taken
    private long pulled; // messages read from the socket
    private long taken; // messages of these given to the caller
    private int room; // messages the other side still has space for
    private int owed; // messages taken since the last credit

    UdpChannel(Side side, Setup setup, Teardown teardown) throws IOException {
        payload = setup.payload();
        poll = setup.poll();
        this.teardown = teardown;
        if (payload > MAX_PAYLOAD) {
            throw new IOException(
                    "payload="
                            + payload
                            + " exceeds the "
                            + MAX_PAYLOAD
                            + " bytes of a UDP datagram; send less");
        }
        socket = teardown.add(DatagramChannel.open(StandardProtocolFamily.INET));
        socket.setOption(StandardSocketOptions.SO_RCVBUF, WANTED_RECEIVE_BUFFER);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        window = windowFor(socket.getOption(StandardSocketOptions.SO_RCVBUF), payload);
        outgoing = direct(payload);
        // One more than can be on their way, for the credit that comes when all of them have.
        incoming = new ByteBuffer[window + 1];
        for (int i = 0; i < incoming.length; i++) {
            incoming[i] = direct(payload);
        }
        Notice notice = Notice.in(setup, "udp.port");
        if (side == Side.FIRST) {
            notice.leave(teardown, ((InetSocketAddress) socket.getLocalAddress()).getPort());
        } else {
            connect(
                    new InetSocketAddress(
                            InetAddress.getLoopbackAddress(), (int) notice.read()[0]));
        }
    }

    /** Half of the buffer, at twice the bytes of a message and the kernel's kilobyte about it. */
    static int windowFor(int receiveBuffer, int payload) {
        return Math.max(2, Math.min(MAX_WINDOW, receiveBuffer / 2 / (2 * payload + 1024)));
    }

    /** How many messages may be on their way to this side. */
    int window() {
        return window;
    }

    @Override
    void accept() throws IOException {
        credit.clear();
        SocketAddress second = socket.receive(credit);
        room += credit.getInt(0);
        connect(second);
    }

    @Override
    void send(long sequence) throws IOException {
        outgoing.clear().putLong(0, sequence);
        push(outgoing);
    }

    @Override
    int receive(int limit) throws IOException {
        if (!pull()) {
            return 0;
        }
        arrived(incoming[index(taken)].getLong(0));
        take();
        return 1;
    }

    @Override
    int echo() throws IOException {
        if (!pull()) {
            return 0;
        }
        push(incoming[index(taken)].flip());
        take();
        return 1;
    }

    @Override
    public void close() throws IOException {
        teardown.close();
    }

    private void connect(SocketAddress other) throws IOException {
        // Throws away what has arrived: nothing yet, for the other side has no room until now.
        socket.connect(other);
        socket.configureBlocking(!poll);
        giveRoom(window);
    }

    /** Sends a message once there is room for it; what arrives meanwhile is kept. */
    private void push(ByteBuffer message) throws IOException {
        while (room == 0) {
            read();
        }
        room--;
        write(message);
    }

    /** Whether there is a message to take, after one look at the socket if there was none. */
    private boolean pull() throws IOException {
        if (taken == pulled) {
            read();
        }
        return taken < pulled;
    }

    /** Gives a message's place up, and its room back to the other side. */
    private void take() throws IOException {
        taken++;
        if (++owed >= window / 2) {
            giveRoom(owed);
            owed = 0;
        }
    }

    /** Reads one datagram, a message or a credit, or none if polling. */
    private void read() throws IOException {
        ByteBuffer datagram = incoming[index(pulled)].clear();
        int length = socket.read(datagram);
        if (length == payload) {
            pulled++;
        } else if (length == CREDIT_LENGTH) {
            room += datagram.getInt(0);
        } else if (length == 0) {
            Thread.onSpinWait();
        } else {
            throw new IllegalStateException("length=" + length + " is not payload=" + payload);
        }
    }

    private void giveRoom(int messages) throws IOException {
        credit.clear().putInt(0, messages);
        write(credit);
    }

    private void write(ByteBuffer datagram) throws IOException {
        while (socket.write(datagram) == 0) {
            Thread.onSpinWait();
        }
    }

    private int index(long message) {
        return (int) (message % incoming.length);
    }

    private static ByteBuffer direct(int length) {
        return ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
    }
}
