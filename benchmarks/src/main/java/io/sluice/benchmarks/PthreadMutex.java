package io.sluice.benchmarks;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import io.sluice.core.linux.Kernel;
import java.io.IOException;

/**
 * A {@code pthread_mutex_t} locked and unlocked through JNA, or through {@link FfmPthreadMutex}
 * where our own system calls take that way: what Java would pay for C's lock.
 *
 * <p>Source: pthread_mutex_init(3p), pthread_mutexattr_setpshared(3).
 */
final class PthreadMutex implements Exclusion {
    private static final int PTHREAD_PROCESS_SHARED = 1;

    static {
        // In glibc before 2.34 not all of it is in libc, but every JVM has loaded it.
        Native.register(PthreadMutex.class, NativeLibrary.getProcess());
    }

    private final LockArea area; // keeps the memory mapped
    private final long address;

    private PthreadMutex(LockArea area) {
        this.area = area;
        address = area.buffer().addressOffset() + LockArea.LOCK;
    }

    /** The mutex in the area, which the first process makes. */
    static Exclusion open(LockArea area, boolean first) throws IOException {
        PthreadMutex mutex = new PthreadMutex(area);
        if (first) {
            mutex.init();
        }
        return Kernel.bindingName().equals("ffm") ? new FfmPthreadMutex(area) : mutex;
    }

    /** With attributes in the second part, which is not used otherwise. */
    private void init() throws IOException {
        long attributes = area.buffer().addressOffset() + LockArea.SECOND;
        check(pthread_mutexattr_init(attributes), "pthread_mutexattr_init");
        check(
                pthread_mutexattr_setpshared(attributes, PTHREAD_PROCESS_SHARED),
                "pthread_mutexattr_setpshared");
        check(pthread_mutex_init(address, attributes), "pthread_mutex_init");
    }

    @Override
    public void lock() throws IOException {
        check(pthread_mutex_lock(address), "pthread_mutex_lock");
    }

    @Override
    public void unlock() throws IOException {
        check(pthread_mutex_unlock(address), "pthread_mutex_unlock");
    }

    static void check(int error, String call) throws IOException {
        if (error != 0) {
            throw new IOException(call + " returned " + error);
        }
    }

    private static native int pthread_mutexattr_init(long attributes);

    private static native int pthread_mutexattr_setpshared(long attributes, int shared);

    private static native int pthread_mutex_init(long mutex, long attributes);

    private static native int pthread_mutex_lock(long mutex);

    private static native int pthread_mutex_unlock(long mutex);
}
