package io.sluice.benchmarks;

import io.sluice.core.AgronaAccess;
import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.NativeMemory;
import io.sluice.core.linux.SystemCall;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * Agrona's ring in memory that has no name: what shared memory costs without {@code /dev/shm}.
 *
 * <p>The first side keeps the descriptor until the second has opened it through {@code /proc}, for
 * which that needs the permission to trace the first.
 *
 * <p>Source: memfd_create(2), proc_pid_fd(5), ptrace(2).
 */
final class MemfdTransport implements Transport {
    private static final int MFD_CLOEXEC = 1;
    private static final String NOTICE = "memfd.descriptor";

    @Override
    public String id() {
        return "memfd";
    }

    @Override
    public String description() {
        return "as agrona-spsc, in memory of memfd_create, which has no name and which the second"
                + " process opens through /proc/PID/fd; spins";
    }

    @Override
    public Channel open(Side side, Setup setup) throws IOException {
        AgronaAccess.ensureOpen();
        Teardown held = new Teardown();
        try {
            UnsafeBuffer memory = side == Side.FIRST ? create(setup, held) : obtain(setup);
            int length = length(setup);
            RingBuffer there = new OneToOneRingBuffer(new UnsafeBuffer(memory, 0, length));
            RingBuffer back = new OneToOneRingBuffer(new UnsafeBuffer(memory, length, length));
            return side == Side.FIRST
                    ? new AgronaRingsChannel(there, back, setup.payload(), held)
                    : new AgronaRingsChannel(back, there, setup.payload(), held);
        } catch (IOException | RuntimeException e) {
            held.close();
            throw e;
        }
    }

    /** Bytes of a direction. */
    private static int length(Setup setup) {
        return setup.capacity() + RingBufferDescriptor.TRAILER_LENGTH;
    }

    private static UnsafeBuffer create(Setup setup, Teardown held) throws IOException {
        UnsafeBuffer name = NativeMemory.string("sluice-benchmarks");
        long descriptor =
                Kernel.callKeeping(
                        name, SystemCall.MEMFD_CREATE, name.addressOffset(), MFD_CLOEXEC, 0, 0);
        CallResult.check(descriptor, "memfd_create(MFD_CLOEXEC)");
        held.closeDescriptor((int) descriptor);
        long pid = ProcessHandle.current().pid();
        UnsafeBuffer memory = map(pid, descriptor, setup);
        Notice.in(setup, NOTICE).leave(held, pid, descriptor);
        return memory;
    }

    private static UnsafeBuffer obtain(Setup setup) throws IOException {
        long[] numbers = Notice.in(setup, NOTICE).read();
        try {
            return map(numbers[0], numbers[1], setup);
        } catch (AccessDeniedException e) {
            throw new IOException(
                    e.getMessage()
                            + ": this process may not trace the other; give it CAP_SYS_PTRACE"
                            + " (docker --cap-add SYS_PTRACE), or set kernel.yama.ptrace_scope=0",
                    e);
        }
    }

    /** Maps it, longer than it is before the first has. */
    private static UnsafeBuffer map(long pid, long descriptor, Setup setup) throws IOException {
        Path file = Path.of("/proc", Long.toString(pid), "fd", Long.toString(descriptor));
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new UnsafeBuffer(
                    channel.map(FileChannel.MapMode.READ_WRITE, 0, 2L * length(setup)));
        }
    }
}
