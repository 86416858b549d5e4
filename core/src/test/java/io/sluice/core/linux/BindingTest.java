package io.sluice.core.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.core.LinuxException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both bindings, on every JDK they can run on. */
class BindingTest {
    private static final int EBADF = 9;

    static Stream<Binding> bindings() {
        return Runtime.version().feature() >= 22
                ? Stream.of(new JnaBinding(), new FfmBinding())
                : Stream.of(new JnaBinding());
    }

    @ParameterizedTest
    @MethodSource("bindings")
    void resultIsReturned(Binding binding) {
        assertEquals(
                ProcessHandle.current().pid(),
                binding.syscall(SystemCall.GETPID.number, 0, 0, 0, 0, 0, 0));
    }

    @ParameterizedTest
    @MethodSource("bindings")
    void failureIsMinusErrno(Binding binding) {
        assertEquals(-EBADF, binding.syscall(SystemCall.CLOSE.number, -1, 0, 0, 0, 0, 0));
        assertEquals(-Errno.ENOSYS, binding.syscall(100_000, 0, 0, 0, 0, 0, 0));
    }

    @ParameterizedTest
    @MethodSource("bindings")
    void allSixArgumentsArrive(Binding binding) {
        // FUTEX_WAIT_BITSET looks at the first, second, third, fourth and sixth
        UnsafeBuffer memory = NativeMemory.allocate(64);
        memory.putInt(0, 7);
        memory.putLong(16, 1_000_000_000L); // a tv_nsec that is out of range
        memory.putLong(24, 1_000_000_000L);
        long word = memory.addressOffset();
        int futex = SystemCall.FUTEX.number;
        assertEquals(-Errno.EAGAIN, binding.syscall(futex, word, 9, 8, 0, 0, 0xffff_ffffL));
        assertEquals(-Errno.EINVAL, binding.syscall(futex, word, 9, 7, 0, 0, 0));
        assertEquals(-Errno.EINVAL, binding.syscall(futex, word, 9, 7, word + 16, 0, 0xffff_ffffL));
        // FUTEX_CMP_REQUEUE compares with the sixth, and needs the fifth
        assertEquals(-Errno.EAGAIN, binding.syscall(futex, word, 4, 1, 1, word + 4, 8));
        assertEquals(0, binding.syscall(futex, word, 4, 1, 1, word + 4, 7));
        memory.putByte(0, (byte) 0);
    }

    @ParameterizedTest
    @MethodSource("bindings")
    void errnoIsTheCallingThreads(Binding binding) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> futures = new ArrayList<>();
            futures.add(threads.submit(() -> expect(binding, SystemCall.CLOSE.number, -EBADF)));
            futures.add(threads.submit(() -> expect(binding, 100_000, -Errno.ENOSYS)));
            for (Future<?> future : futures) {
                future.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void expect(Binding binding, int call, long result) {
        for (int i = 0; i < 20_000; i++) {
            assertEquals(result, binding.syscall(call, -1, 0, 0, 0, 0, 0));
        }
    }

    @Test
    void errnoHasANameAndUnknownOnesANumber() {
        assertEquals("ENOSPC", Errno.name(Errno.ENOSPC));
        assertEquals("ELOOP", Errno.name(Errno.ELOOP));
        assertEquals("errno 999", Errno.name(999));
        assertEquals("errno 41", Errno.name(41));
    }

    @Test
    void failedCallSaysWhatAndWhere() {
        LinuxException e =
                assertThrows(
                        LinuxException.class,
                        () -> LinuxFile.open("/dev/shm/no-such-segment", LinuxFile.O_RDWR, 0));
        assertEquals(Errno.ENOENT, e.errno());
        assertEquals("ENOENT", e.errnoName());
        assertEquals("openat(/dev/shm/no-such-segment)", e.call());
    }
}
