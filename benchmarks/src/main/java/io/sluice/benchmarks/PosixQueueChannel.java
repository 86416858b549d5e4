package io.sluice.benchmarks;

import io.sluice.core.linux.Errno;
import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.NativeMemory;
import io.sluice.core.linux.SystemCall;
import java.io.IOException;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * An end of two POSIX message queues, one a direction.
 *
 * <p>Source: mq_overview(7), mq_open(3), getrlimit(2). The kernel's names have no leading slash;
 * libc takes it off.
 */
final class PosixQueueChannel extends MessageChannel {
    private static final int O_RDONLY = 0;
    private static final int O_WRONLY = 1;
    private static final int O_CREAT = 0100;
    private static final int O_EXCL = 0200;
    private static final int O_NONBLOCK = 04000;
    private static final int OWNER_ONLY = 0600;

    /** What the kernel allows everybody unless told otherwise. */
    private static final int MAX_DEPTH = 10;

    /** {@code struct mq_attr}: 8 longs. */
    private static final int ATTRIBUTES_LENGTH = 8 * Long.BYTES;

    private static final int MQ_MAXMSG = Long.BYTES;
    private static final int MQ_MSGSIZE = 2 * Long.BYTES;

    private final Side side;
    private final Setup setup;
    private final Teardown teardown;
    private final int in;
    private final int out;

    PosixQueueChannel(Side side, Setup setup, Teardown teardown) throws IOException {
        super(setup, 0, teardown);
        this.side = side;
        this.setup = setup;
        this.teardown = teardown;
        Limit.read("fs.mqueue.msgsize_max").require(setup.payload());
        in = open(side, O_RDONLY);
        out = open(side == Side.FIRST ? Side.SECOND : Side.FIRST, O_WRONLY);
    }

    /** The name of the queue that leads to a side, unique because the directory is. */
    static String name(Setup setup, Side to) throws IOException {
        String directory = setup.directory().toRealPath().toString();
        return "sluice" + directory.replace('/', '-') + (to == Side.FIRST ? ".first" : ".second");
    }

    @Override
    long sendCall(UnsafeBuffer message) {
        return call(SystemCall.MQ_TIMEDSEND, out, message);
    }

    @Override
    long receiveCall(UnsafeBuffer message) {
        return call(SystemCall.MQ_TIMEDRECEIVE, in, message);
    }

    private static long call(SystemCall call, int queue, UnsafeBuffer message) {
        // priority 0 or not asked for, no timeout
        return Kernel.callKeeping(
                message, call, queue, message.addressOffset(), message.capacity(), 0);
    }

    private int open(Side to, int direction) throws IOException {
        String text = name(setup, to);
        UnsafeBuffer name = NativeMemory.string(text);
        UnsafeBuffer attributes = NativeMemory.allocate(ATTRIBUTES_LENGTH);
        long depth = Math.min(MAX_DEPTH, Limit.read("fs.mqueue.msg_max").value());
        attributes.putLong(MQ_MAXMSG, depth);
        attributes.putLong(MQ_MSGSIZE, setup.payload());
        int create = side == Side.FIRST ? O_CREAT | O_EXCL : 0;
        long descriptor =
                Kernel.callKeeping(
                        new Object[] {name, attributes},
                        SystemCall.MQ_OPEN,
                        name.addressOffset(),
                        direction | create | (setup.poll() ? O_NONBLOCK : 0),
                        OWNER_ONLY,
                        attributes.addressOffset());
        CallResult.check(
                descriptor,
                "mq_open(" + text + ", " + depth + " messages of " + setup.payload() + " bytes)",
                Errno.EMFILE,
                "This user's queues hold as much as ulimit -q allows; raise it, or remove queues"
                        + " nobody uses");
        if (side == Side.FIRST) {
            teardown.add(() -> unlink(text));
        }
        teardown.closeDescriptor((int) descriptor);
        return (int) descriptor;
    }

    private static void unlink(String text) {
        UnsafeBuffer name = NativeMemory.string(text);
        CallResult.check(
                Kernel.callKeeping(name, SystemCall.MQ_UNLINK, name.addressOffset(), 0, 0, 0),
                "mq_unlink(" + text + ")");
    }
}
