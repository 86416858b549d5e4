package io.sluice.benchmarks;

import java.util.List;

/**
 * The rows that show what the kernel's own means cost.
 *
 * <p>The JDK's channels are used where the JDK has the means. The rest are raw system calls, whose
 * way out of Java costs more before JDK 22; their descriptions say so. Nothing here allocates for a
 * message.
 */
final class KernelTransports {
    private static final String RAW = "; raw system calls, each 0.4 us dearer before JDK 22";

    private static final Transport FIFO =
            new KernelTransport(
                    "fifo",
                    "two named pipes through FileChannel: the kernel copies each message in and"
                            + " out; a waiting end sleeps in read or write, or polls with"
                            + " O_NONBLOCK",
                    FifoChannel::new);

    private static final Transport UNIX_STREAM =
            new KernelTransport(
                    "uds-stream",
                    "a Unix stream socket through SocketChannel: the kernel copies each message in"
                            + " and out; a waiting end sleeps in read or write, or polls a"
                            + " non-blocking channel",
                    SocketStreamChannel::unix);

    private static final Transport UNIX_DATAGRAM =
            new KernelTransport(
                    "uds-dgram",
                    "two connected Unix datagram sockets: the kernel copies each message in and"
                            + " out and queues about net.unix.max_dgram_qlen of them; a waiting"
                            + " end sleeps in read or write, or polls with SOCK_NONBLOCK"
                            + RAW,
                    UnixDatagramChannel::new);

    private static final Transport UNIX_SEQUENCED =
            new KernelTransport(
                    "uds-seqpacket",
                    "a connection of Unix sockets that keeps messages apart (SOCK_SEQPACKET): the"
                            + " kernel copies each message in and out; a waiting end sleeps in read"
                            + " or write, or polls with SOCK_NONBLOCK"
                            + RAW,
                    UnixSequencedChannel::new);

    private static final Transport TCP =
            new KernelTransport(
                    "tcp",
                    "TCP on 127.0.0.1 with TCP_NODELAY through SocketChannel: the kernel copies"
                            + " each message in and out; a waiting end sleeps in read or write, or"
                            + " polls a non-blocking channel",
                    SocketStreamChannel::tcp);

    private static final Transport UDP =
            new KernelTransport(
                    "udp",
                    "UDP on 127.0.0.1 through DatagramChannel: the kernel copies each message in"
                            + " and out, and a credit datagram every half window keeps it from"
                            + " dropping any; a waiting end sleeps in read, or polls a"
                            + " non-blocking channel",
                    UdpChannel::new);

    private static final Transport POSIX_QUEUE =
            new KernelTransport(
                    "posix-mq",
                    "two POSIX message queues of up to 10 messages: the kernel copies each message"
                            + " in and out; a waiting end sleeps in mq_timedsend or"
                            + " mq_timedreceive, or polls with O_NONBLOCK"
                            + RAW,
                    PosixQueueChannel::new);

    private static final Transport SYSTEM_V_QUEUE =
            new KernelTransport(
                    "sysv-mq",
                    "two System V message queues of kernel.msgmnb bytes: the kernel copies each"
                            + " message in and out; a waiting end sleeps in msgsnd or msgrcv, or"
                            + " polls with IPC_NOWAIT"
                            + RAW,
                    SystemVQueueChannel::new);

    private static final Transport EVENTFD =
            new KernelTransport(
                    "eventfd",
                    "slots in shared memory, copied into and read in place, and an eventfd written"
                            + " for every message: a receiver sleeps in read, or polls with"
                            + " EFD_NONBLOCK; a sender without room yields its CPU, or spins"
                            + RAW,
                    SlotsChannel.with(Eventfd::open));

    private static final Transport SIGNAL =
            new KernelTransport(
                    "signal",
                    "slots as of eventfd, and a real-time signal queued for every message to the"
                            + " one thread that has blocked it and reads it from a signalfd: a"
                            + " receiver sleeps in read, or polls with SFD_NONBLOCK; a sender"
                            + " without room yields its CPU, or spins"
                            + RAW,
                    SlotsChannel.with(SignalDoorbell::open));

    private static final Transport FILE =
            new KernelTransport(
                    "file",
                    "two plain files in shared memory through FileChannel: each message is appended"
                            + " by write, and a receiver polls by pread for bytes past the last it"
                            + " has, with --poll or without, so that no row is compared with it; what was"
                            + " read is given back by fallocate",
                    FilesChannel::new,
                    false);

    private KernelTransports() {}

    /** All of them; opening one says whether it can run here. */
    static List<Transport> all() {
        return List.of(
                FIFO,
                UNIX_STREAM,
                UNIX_DATAGRAM,
                UNIX_SEQUENCED,
                TCP,
                UDP,
                POSIX_QUEUE,
                SYSTEM_V_QUEUE,
                EVENTFD,
                SIGNAL,
                FILE);
    }
}
