package io.sluice.benchmarks;

import io.sluice.core.linux.Errno;
import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.SystemCall;
import java.io.IOException;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * An end of two System V message queues, one a direction.
 *
 * <p>A message is preceded by its type, 8 bytes that the kernel keeps beside it. The queues have no
 * key; their identifiers are left in the directory.
 *
 * <p>Source: sysvipc(7), msgget(2), msgop(2), msgctl(2).
 */
final class SystemVQueueChannel extends MessageChannel {
    /** The notice with the identifiers of the queue to the first side and that to the second. */
    static final String NOTICE = "sysv-mq.ids";

    private static final int IPC_PRIVATE = 0;
    private static final int IPC_RMID = 0;
    private static final int IPC_NOWAIT = 04000;
    private static final int OWNER_ONLY = 0600;
    private static final int TYPE_LENGTH = Long.BYTES;
    private static final int TYPE = 1;
    private static final int ANY_TYPE = 0;

    private final int payload;
    private final int flags;
    private final int in;
    private final int out;

    SystemVQueueChannel(Side side, Setup setup, Teardown teardown) throws IOException {
        super(setup, TYPE_LENGTH, teardown);
        payload = setup.payload();
        flags = setup.poll() ? IPC_NOWAIT : 0;
        Limit.read("kernel.msgmax").require(payload);
        Limit.read("kernel.msgmnb").require(payload);
        Notice notice = Notice.in(setup, NOTICE);
        if (side == Side.FIRST) {
            in = create(teardown);
            out = create(teardown);
            notice.leave(teardown, in, out);
        } else {
            long[] ids = notice.read();
            out = (int) ids[0];
            in = (int) ids[1];
        }
    }

    @Override
    long sendCall(UnsafeBuffer message) {
        message.putLong(0, TYPE);
        return Kernel.callKeeping(
                message, SystemCall.MSGSND, out, message.addressOffset(), payload, flags);
    }

    @Override
    long receiveCall(UnsafeBuffer message) {
        return Kernel.callKeeping(
                message,
                SystemCall.MSGRCV,
                in,
                message.addressOffset(),
                payload,
                ANY_TYPE,
                flags,
                0);
    }

    private static int create(Teardown teardown) {
        long id =
                CallResult.check(
                        Kernel.call(SystemCall.MSGGET, IPC_PRIVATE, OWNER_ONLY, 0),
                        "msgget(IPC_PRIVATE)",
                        Errno.ENOSPC,
                        "There are as many queues as kernel.msgmni allows; raise it, or remove"
                                + " those nobody uses with ipcrm");
        teardown.add(
                () ->
                        CallResult.check(
                                Kernel.call(SystemCall.MSGCTL, id, IPC_RMID, 0),
                                "msgctl(" + id + ", IPC_RMID)"));
        return (int) id;
    }
}
