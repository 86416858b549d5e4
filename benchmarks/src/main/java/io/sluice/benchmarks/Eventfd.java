package io.sluice.benchmarks;

import io.sluice.core.linux.Errno;
import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.NativeMemory;
import io.sluice.core.linux.SystemCall;
import java.io.IOException;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A counter in the kernel that one process adds to and another takes from, asleep while it is 0.
 *
 * <p>Two unrelated processes share one by pid and descriptor number, for which the second needs the
 * permission to trace the first.
 *
 * <p>Source: eventfd(2), pidfd_open(2), pidfd_getfd(2), ptrace(2).
 */
final class Eventfd implements Doorbell {
    private static final int EFD_NONBLOCK = 04000;
    private static final int EFD_CLOEXEC = 02000000;

    private final int descriptor;
    private final UnsafeBuffer one = NativeMemory.allocate(Long.BYTES);
    private final UnsafeBuffer count = NativeMemory.allocate(Long.BYTES);

    private Eventfd(long descriptor, Teardown teardown) {
        this.descriptor = (int) descriptor;
        one.putLong(0, 1);
        teardown.closeDescriptor(this.descriptor);
    }

    /** Those of a connection: the first side makes both, the second obtains them. */
    static Pair open(Side side, Setup setup, SlotPair slots, Teardown teardown) throws IOException {
        Notice notice = Notice.in(setup, "eventfd.descriptors");
        if (side == Side.SECOND) {
            long[] numbers = notice.read();
            long pidfd = openProcess(numbers[0], teardown);
            Eventfd fills = obtain(pidfd, numbers[1], teardown);
            return new Pair(obtain(pidfd, numbers[2], teardown), fills);
        }
        Eventfd filled = create(setup.poll(), teardown);
        Eventfd fills = create(setup.poll(), teardown);
        long pid = ProcessHandle.current().pid();
        notice.leave(teardown, pid, filled.descriptor, fills.descriptor);
        return new Pair(filled, fills);
    }

    /** Makes one, at 0. Whether it blocks holds for both processes. */
    private static Eventfd create(boolean nonBlocking, Teardown teardown) {
        int flags = EFD_CLOEXEC | (nonBlocking ? EFD_NONBLOCK : 0);
        long descriptor = Kernel.call(SystemCall.EVENTFD2, 0, flags, 0);
        return new Eventfd(CallResult.check(descriptor, "eventfd2(0)"), teardown);
    }

    /** Obtains another process's, by the number it has there. */
    private static Eventfd obtain(long pidfd, long number, Teardown teardown) {
        long descriptor = Kernel.call(SystemCall.PIDFD_GETFD, pidfd, number, 0);
        CallResult.check(
                descriptor,
                "pidfd_getfd(" + number + ")",
                Errno.EPERM,
                "This process may not trace the other; give it CAP_SYS_PTRACE (docker --cap-add"
                        + " SYS_PTRACE), or set kernel.yama.ptrace_scope=0");
        return new Eventfd(descriptor, teardown);
    }

    private static long openProcess(long pid, Teardown teardown) {
        long pidfd = Kernel.call(SystemCall.PIDFD_OPEN, pid, 0, 0);
        CallResult.check(pidfd, "pidfd_open(" + pid + ")", Errno.ENOSYS, "The row needs Linux 5.6");
        teardown.closeDescriptor((int) pidfd);
        return pidfd;
    }

    /** Adds 1 and wakes who sleeps in {@link #take}. */
    @Override
    public void add() {
        long result = call(SystemCall.WRITE, one);
        while (result == -Errno.EINTR) {
            result = call(SystemCall.WRITE, one);
        }
        CallResult.check(result, "write(eventfd)");
    }

    /** Takes all there is, after sleeping while that is 0; or 0 if polling or interrupted. */
    @Override
    public long take() {
        long result = call(SystemCall.READ, count);
        if (result == -Errno.EAGAIN || result == -Errno.EINTR) {
            return 0;
        }
        CallResult.check(result, "read(eventfd)");
        return count.getLong(0);
    }

    private long call(SystemCall call, UnsafeBuffer value) {
        return Kernel.callKeeping(value, call, descriptor, value.addressOffset(), Long.BYTES, 0);
    }
}
