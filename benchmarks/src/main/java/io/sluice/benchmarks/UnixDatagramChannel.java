package io.sluice.benchmarks;

import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.NativeMemory;
import io.sluice.core.linux.SystemCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * An end of two Unix datagram sockets, each connected to the other: reliable and in order.
 *
 * <p>Source: unix(7), socket(2), socket(7).
 */
final class UnixDatagramChannel extends MessageChannel {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_NONBLOCK = 04000;
    private static final int SOCK_CLOEXEC = 02000000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;

    /** {@code sizeof(sockaddr_un)}: the family in 2 bytes, then a zero-terminated path. */
    private static final int ADDRESS_LENGTH = 110;

    private static final int MAX_PATH = ADDRESS_LENGTH - Short.BYTES - 1;

    /** What the kernel keeps of the send buffer for itself; see unix_dgram_sendmsg. */
    private static final int RESERVED = 32;

    private final int payload;
    private final int descriptor;
    private final Path other;

    UnixDatagramChannel(Side side, Setup setup, Teardown teardown) throws IOException {
        super(setup, 0, teardown);
        payload = setup.payload();
        Path first = setup.directory().resolve("uds-dgram.first");
        Path second = setup.directory().resolve("uds-dgram.second");
        Path own = side == Side.FIRST ? first : second;
        other = side == Side.FIRST ? second : first;
        int type = SOCK_DGRAM | SOCK_CLOEXEC | (setup.poll() ? SOCK_NONBLOCK : 0);
        descriptor =
                (int)
                        CallResult.check(
                                Kernel.call(SystemCall.SOCKET, AF_UNIX, type, 0),
                                "socket(AF_UNIX, SOCK_DGRAM)");
        teardown.closeDescriptor(descriptor);
        requireSpace();
        // The first side removes both names: the second may be killed before it can.
        teardown.delete(own);
        if (side == Side.FIRST) {
            teardown.delete(other);
        }
        call(SystemCall.BIND, own);
        if (side == Side.SECOND) {
            call(SystemCall.CONNECT, other);
        }
    }

    @Override
    void accept() throws IOException {
        call(SystemCall.CONNECT, other);
    }

    @Override
    long sendCall(UnsafeBuffer message) {
        return Kernel.callKeeping(
                message, SystemCall.WRITE, descriptor, message.addressOffset(), payload, 0);
    }

    @Override
    long receiveCall(UnsafeBuffer message) {
        return Kernel.callKeeping(
                message, SystemCall.READ, descriptor, message.addressOffset(), payload, 0);
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
