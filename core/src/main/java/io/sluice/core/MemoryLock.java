package io.sluice.core;

import io.sluice.core.linux.Errno;
import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.MemoryMap;
import io.sluice.core.linux.ResourceLimit;
import io.sluice.core.linux.SystemCall;
import java.util.EnumSet;

/**
 * Keeps all of this process's memory in RAM: no page of it is written to swap or read again from a
 * file. Any thread may call; it counts for the process. One buffer's pages: {@link Pages#lock}.
 *
 * <p>The kernel counts a JVM's whole address space, reserved or used, against RLIMIT_MEMLOCK, which
 * is why {@link Scope#PRESENT} seldom works without CAP_IPC_LOCK. {@link Scope#FUTURE} under a
 * limit makes later mappings fail, thread stacks and heap growth among them: the JVM then ends.
 *
 * <p>Source: mlockall(2).
 */
public final class MemoryLock {
    /** What is locked. */
    public enum Scope {
        /** What is mapped now; the call reads all of it into memory. */
        PRESENT(1),
        /** What will be mapped from now on, when it is mapped. */
        FUTURE(2),
        /** Of either, only pages that are used, from then on: no call reads them in. */
        ON_FAULT(4);

        final int flag;

        Scope(int flag) {
            this.flag = flag;
        }
    }

    private MemoryLock() {}

    /**
     * Locks the memory of this process.
     *
     * @return how much the process has locked now, bytes of address space
     * @throws IllegalArgumentException if neither PRESENT nor FUTURE is there
     * @throws LinuxException if the kernel refuses, with the limit; nothing has changed then
     */
    public static long lockAll(Scope first, Scope... more) {
        EnumSet<Scope> scopes = EnumSet.of(first, more);
        if (scopes.equals(EnumSet.of(Scope.ON_FAULT))) {
            throw new IllegalArgumentException("ON_FAULT is neither PRESENT nor FUTURE");
        }
        int flags = scopes.stream().mapToInt(scope -> scope.flag).sum();
        long result = Kernel.call(SystemCall.MLOCKALL, flags, 0, 0);
        if (result < 0) {
            throw refused(
                    "mlockall(" + scopes + ")",
                    (int) -result,
                    MemoryMap.statusLength("VmSize") + " bytes of address space are mapped");
        }
        return lockedLength();
    }

    /** Unlocks everything, what {@link Pages#lock} locked included. */
    public static void unlockAll() {
        long result = Kernel.call(SystemCall.MUNLOCKALL);
        if (result < 0) {
            throw new LinuxException("munlockall()", (int) -result, "");
        }
    }

    /** How much this process has locked, bytes of address space: VmLck of proc(5). */
    public static long lockedLength() {
        return MemoryMap.statusLength("VmLck");
    }

    static LinuxException refused(String call, int errno, String asked) {
        boolean limit = errno == Errno.ENOMEM || errno == Errno.EPERM || errno == Errno.EAGAIN;
        return new LinuxException(
                call,
                errno,
                limit
                        ? asked
                                + ", "
                                + lockedLength()
                                + " are locked, and RLIMIT_MEMLOCK is "
                                + ResourceLimit.current(ResourceLimit.MEMLOCK)
                                + ". Raise it: ulimit -l (KiB), \"memlock\" in"
                                + " /etc/security/limits.conf, LimitMEMLOCK= in systemd, docker"
                                + " --ulimit memlock=-1; CAP_IPC_LOCK (docker --cap-add IPC_LOCK)"
                                + " needs no limit"
                        : "");
    }
}
