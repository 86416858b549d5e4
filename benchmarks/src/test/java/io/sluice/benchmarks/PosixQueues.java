package io.sluice.benchmarks;

import io.sluice.core.linux.Errno;
import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.NativeMemory;
import io.sluice.core.linux.SystemCall;
import java.io.IOException;
import org.agrona.concurrent.UnsafeBuffer;

/** What the kernel says about the POSIX queues of a connection. */
final class PosixQueues {
    private static final int O_CREAT = 0100;
    private static final int OWNER_ONLY = 0600;

    private PosixQueues() {}

    static boolean exist(Setup setup) throws IOException {
        return exists(setup, Side.FIRST) || exists(setup, Side.SECOND);
    }

    static boolean exists(Setup setup, Side to) throws IOException {
        long result = open(setup, to, 0);
        if (result == -Errno.ENOENT || result == -Errno.ENOSYS) {
            return false;
        }
        close(result);
        return true;
    }

    static void create(Setup setup, Side to) throws IOException {
        close(open(setup, to, O_CREAT));
    }

    private static long open(Setup setup, Side to, int flags) throws IOException {
        UnsafeBuffer name = NativeMemory.string(PosixQueueChannel.name(setup, to));
        return Kernel.callKeeping(
                name, SystemCall.MQ_OPEN, name.addressOffset(), flags, OWNER_ONLY, 0);
    }

    private static void close(long queue) {
        CallResult.check(queue, "mq_open");
        CallResult.check(Kernel.call(SystemCall.CLOSE, queue, 0, 0), "close");
    }

    static void remove(Setup setup, Side to) throws IOException {
        UnsafeBuffer name = NativeMemory.string(PosixQueueChannel.name(setup, to));
        CallResult.check(
                Kernel.callKeeping(name, SystemCall.MQ_UNLINK, name.addressOffset(), 0, 0, 0),
                "mq_unlink");
    }
}
