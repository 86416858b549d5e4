package io.sluice.benchmarks;

import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.NativeMemory;
import io.sluice.core.linux.SystemCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A Unix socket that carries whole messages, by system calls.
 *
 * <p>Source: unix(7), socket(2), socket(7), listen(2), accept(2).
 */
final class UnixSocket {
    /** {@code SOCK_DGRAM}: each message has an address, or the one of connect. */
    static final int DATAGRAM = 2;

    /** {@code SOCK_SEQPACKET}: a connection. */
    static final int SEQUENCED = 5;

    private static final int AF_UNIX = 1;
    private static final int SOCK_NONBLOCK = 04000;
    private static final int SOCK_CLOEXEC = 02000000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;

    /** {@code sizeof(sockaddr_un)}: the family in 2 bytes, then a zero-terminated path. */
    private static final int ADDRESS_LENGTH = 110;

    private static final int MAX_PATH = ADDRESS_LENGTH - Short.BYTES - 1;

    /** What the kernel keeps of the send buffer for itself; see unix_dgram_sendmsg. */
    private static final int RESERVED = 32;

    private final int descriptor;
    private final int payload;

    private UnixSocket(long descriptor, int payload, Teardown teardown) {
        this.descriptor = (int) descriptor;
        this.payload = payload;
        teardown.closeDescriptor(this.descriptor);
    }

    /** Makes one of a type, for messages of the setup's length. */
    static UnixSocket create(int type, Setup setup, Teardown teardown) throws IOException {
        long descriptor = Kernel.call(SystemCall.SOCKET, AF_UNIX, type | flags(setup), 0);
        CallResult.check(descriptor, "socket(AF_UNIX, " + type + ")");
        UnixSocket socket = new UnixSocket(descriptor, setup.payload(), teardown);
        socket.requireSpace();
        return socket;
    }

    /** Gives it a name in the file system. */
    void bind(Path path) throws IOException {
        call(SystemCall.BIND, path);
    }

    /** Connects it to the one of that name. */
    void connect(Path path) throws IOException {
        call(SystemCall.CONNECT, path);
    }

    /** Lets one other connect. */
    void listen() {
        CallResult.check(Kernel.call(SystemCall.LISTEN, descriptor, 1, 0), "listen(1)");
    }

    /** The connection that another has made, which it waits for unless it polls. */
    UnixSocket accept(Setup setup, Teardown teardown) {
        long accepted = Kernel.call(SystemCall.ACCEPT4, descriptor, 0, 0, flags(setup));
        return new UnixSocket(CallResult.check(accepted, "accept4()"), payload, teardown);
    }

    /** Sends one message; returns minus errno if it failed. */
    long send(UnsafeBuffer message) {
        return call(SystemCall.WRITE, message);
    }

    /** Takes one message; returns its length, or minus errno if it failed. */
    long receive(UnsafeBuffer message) {
        return call(SystemCall.READ, message);
    }

    private static int flags(Setup setup) {
        return SOCK_CLOEXEC | (setup.poll() ? SOCK_NONBLOCK : 0);
    }

    private long call(SystemCall call, UnsafeBuffer message) {
        return Kernel.callKeeping(message, call, descriptor, message.addressOffset(), payload, 0);
    }

    private void requireSpace() throws IOException {
        UnsafeBuffer value = NativeMemory.allocate(2 * Integer.BYTES);
        value.putInt(Integer.BYTES, Integer.BYTES);
        CallResult.check(
                Kernel.callKeeping(
                        value,
                        SystemCall.GETSOCKOPT,
                        descriptor,
                        SOL_SOCKET,
                        SO_SNDBUF,
                        value.addressOffset(),
                        value.addressOffset() + Integer.BYTES,
                        0),
                "getsockopt(SO_SNDBUF)");
        int limit = value.getInt(0) - RESERVED;
        if (payload > limit) {
            throw new IOException(
                    "payload="
                            + payload
                            + " exceeds the "
                            + limit
                            + " bytes of a Unix datagram here; send less, or raise it: sysctl -w"
                            + " net.core.wmem_default="
                            + (payload + RESERVED));
        }
    }

    private void call(SystemCall call, Path path) throws IOException {
        byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
        if (name.length > MAX_PATH) {
            throw new IOException(
                    path
                            + " has "
                            + name.length
                            + " bytes and a socket's path at most "
                            + MAX_PATH
                            + "; use a shorter directory");
        }
        UnsafeBuffer address = NativeMemory.allocate(ADDRESS_LENGTH);
        address.putShort(0, (short) AF_UNIX);
        address.putBytes(Short.BYTES, name);
        CallResult.check(
                Kernel.callKeeping(
                        address, call, descriptor, address.addressOffset(), ADDRESS_LENGTH, 0),
                call + "(" + path + ")");
    }
}
