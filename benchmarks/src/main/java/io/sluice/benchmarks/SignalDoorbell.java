package io.sluice.benchmarks;

import io.sluice.core.linux.Errno;
import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.NativeMemory;
import io.sluice.core.linux.SystemCall;
import java.lang.invoke.VarHandle;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A real-time signal for each message, queued by the kernel to the receiving thread, which reads
 * its signals from a signalfd. Its value is how many messages there have been.
 *
 * <p>The signal is sent to that thread alone and only once it has blocked it: unblocked, in any
 * thread, it would end the JVM. So the first thread that receives leaves its number in the slots,
 * and what was sent before that is found there, untold.
 *
 * <p>Source: rt_tgsigqueueinfo(2), signalfd(2), sigprocmask(2), signal(7).
 */
final class SignalDoorbell implements Doorbell {
    /** One of the real-time signals, 34 to 64 with glibc, that neither it nor the JVM uses. */
    private static final int SIGNAL = 58;

    /** The lower half of the slots' word; the process is the upper. */
    private static final long TID = 0xffff_ffffL;

    private static final int SI_QUEUE = -1;
    private static final int SIG_BLOCK = 0;
    private static final int SFD_NONBLOCK = 04000;
    private static final int SFD_CLOEXEC = 02000000;

    /** {@code sizeof(siginfo_t)}, with the offsets of what is set. */
    private static final int INFO_LENGTH = 128;

    private static final int INFO_CODE = 8;
    private static final int INFO_PID = 16;
    private static final int INFO_VALUE = 24;

    /** {@code sizeof(signalfd_siginfo)}, with the offset of the value. */
    private static final int READ_LENGTH = 128;

    private static final int READ_VALUE = 48;

    private final UnsafeBuffer slots;
    private final UnsafeBuffer info = NativeMemory.allocate(INFO_LENGTH);
    private final UnsafeBuffer mask = NativeMemory.allocate(Long.BYTES);
    private final UnsafeBuffer read = NativeMemory.allocate(SlotLayout.SLOTS * READ_LENGTH);
    private final int descriptor; // of the receiver's
    private boolean listening; // by take
    private long told; // by add or take: messages told of so far

    private SignalDoorbell(UnsafeBuffer slots, int descriptor) {
        this.slots = slots;
        this.descriptor = descriptor;
        info.putInt(0, SIGNAL);
        info.putInt(INFO_CODE, SI_QUEUE);
        info.putInt(INFO_PID, (int) ProcessHandle.current().pid());
        mask.putLong(0, mask());
    }

    /** Those of an end. */
    static Pair open(Side side, Setup setup, SlotPair slots, Teardown teardown) {
        UnsafeBuffer mask = NativeMemory.allocate(Long.BYTES);
        mask.putLong(0, mask());
        int flags = SFD_CLOEXEC | (setup.poll() ? SFD_NONBLOCK : 0);
        long descriptor =
                Kernel.callKeeping(
                        mask, SystemCall.SIGNALFD4, -1, mask.addressOffset(), Long.BYTES, flags);
        CallResult.check(descriptor, "signalfd4(" + SIGNAL + ")");
        teardown.closeDescriptor((int) descriptor);
        return new Pair(
                new SignalDoorbell(slots.in(), (int) descriptor),
                new SignalDoorbell(slots.out(), -1));
    }

    @Override
    public void add() {
        told++;
        VarHandle.fullFence(); // LISTEN
        long receiver = slots.getLongVolatile(SlotLayout.RECEIVER); // LISTEN
        if (receiver == 0) {
            return;
        }
        info.putLong(INFO_VALUE, told);
        long result = send(receiver);
        while (result == -Errno.EAGAIN) { // as many wait as RLIMIT_SIGPENDING allows
            Thread.yield();
            result = send(receiver);
        }
        CallResult.check(result, "rt_tgsigqueueinfo(" + SIGNAL + ")");
    }

    @Override
    public long take() {
        if (!listening) {
            listening = true;
            listen();
            long before = slots.getLongVolatile(SlotLayout.TAIL); // LISTEN
            if (before > told) {
                return tell(before);
            }
        }
        long length =
                Kernel.callKeeping(
                        read,
                        SystemCall.READ,
                        descriptor,
                        read.addressOffset(),
                        read.capacity(),
                        0);
        if (length == -Errno.EAGAIN || length == -Errno.EINTR) {
            return 0;
        }
        CallResult.check(length, "read(signalfd)");
        return tell(read.getLong((int) length - READ_LENGTH + READ_VALUE));
    }

    /** Notes that there have been so many; a signal may be late, its message found before it. */
    private long tell(long messages) {
        long more = Math.max(0, messages - told);
        told += more;
        return more;
    }

    /** Blocks the signal in this thread, then says that it may be sent to it. */
    private void listen() {
        CallResult.check(
                Kernel.callKeeping(
                        mask,
                        SystemCall.RT_SIGPROCMASK,
                        SIG_BLOCK,
                        mask.addressOffset(),
                        0,
                        Long.BYTES),
                "rt_sigprocmask(SIG_BLOCK, " + SIGNAL + ")");
        long thread = CallResult.check(Kernel.call(SystemCall.GETTID), "gettid()");
        long process = ProcessHandle.current().pid();
        slots.putLongVolatile(SlotLayout.RECEIVER, (process << Integer.SIZE) | thread); // LISTEN
    }

    private long send(long receiver) {
        return Kernel.callKeeping(
                info,
                SystemCall.RT_TGSIGQUEUEINFO,
                receiver >>> Integer.SIZE,
                receiver & TID,
                SIGNAL,
                info.addressOffset());
    }

    private static long mask() {
        return 1L << (SIGNAL - 1);
    }
}
