package io.sluice.futex;

import io.sluice.core.linux.ProcessIdentity;
import org.agrona.concurrent.AtomicBuffer;

/**
 * glibc's {@code pthread_mutex_t}, process-shared and robust, so that C programs lock the same
 * mutexes: 40 bytes, which C has as 40 on x86-64 and 48 on aarch64.
 *
 * <pre>
 * offset size  field          WRITTEN BY                   READ BY            unit
 *      0    4  word           lockers, holder, the kernel  everybody          {@link #TID_MASK tid}
 *                                                                             and two bits
 *      4    4  count          C                            nobody             of recursive ones
 *      8    4  owner          holder                       holder             tid, 0, or one of the
 *                                                                             two marks below
 *     12    4  users          holder                       C                  1 while held
 *     16    4  kind           who made it                  who attaches       {@link #ROBUST},
 *                                                                             {@link #PRIORITY}
 *     20    4  pid namespace  who made it                  who attaches       inode, or 0: made by C
 *     24    8  prev           threads that hold it, or     the holder's       address in the
 *     32    8  next           its neighbour in their list  thread, kernel     holder's process
 * </pre>
 *
 * <p>A C program sees the namespace as {@code __spins} and the like, which this kind has no use
 * for.
 *
 * <p>Source: glibc, {@code sysdeps/x86/nptl/bits/struct_mutex.h}, {@code
 * nptl/pthread_mutex_lock.c}.
 */
final class PthreadMutexLayout {
    static final int LENGTH = 40;

    static final int WORD = 0;
    static final int COUNT = 4;
    static final int OWNER = 8;
    static final int USERS = 12;
    static final int KIND = 16;
    static final int PID_NAMESPACE = 20;
    static final int PREV = 24;
    static final int NEXT = 32;

    /** Of the word: the holder's thread id in its own pid namespace. */
    static final int TID_MASK = 0x3fff_ffff;

    /** Of the word: the holder died. Set by the kernel. */
    static final int OWNER_DIED = 0x4000_0000;

    /** Of the word: somebody may sleep. */
    static final int WAITERS = 0x8000_0000;

    /** Of the owner: held, after a death, and not repaired. */
    static final int INCONSISTENT = Integer.MAX_VALUE;

    /** Of the owner: never to be held again. */
    static final int NOT_RECOVERABLE = Integer.MAX_VALUE - 1;

    /** Of the kind: robust, shared by processes. */
    static final int ROBUST = 16 | 128;

    /** Of the kind: besides, its holder inherits the priority of who waits. */
    static final int PRIORITY = ROBUST | 32;

    /** Of the kind: C called pthread_mutexattr_settype with NORMAL, as it is without. */
    static final int NO_ELISION = 512;

    private PthreadMutexLayout() {}

    static void initialize(AtomicBuffer buffer, int offset, int kind) {
        checkPlace(buffer, offset);
        buffer.setMemory(offset, LENGTH, (byte) 0);
        buffer.putInt(offset + PID_NAMESPACE, (int) ProcessIdentity.PID_NAMESPACE);
        buffer.putIntVolatile(offset + KIND, kind); // MADE
    }

    static void check(AtomicBuffer buffer, int offset, int kind) {
        checkPlace(buffer, offset);
        int found = buffer.getIntVolatile(offset + KIND); // MADE
        if ((found & ~NO_ELISION) != kind) {
            throw new IllegalStateException(
                    "kind="
                            + found
                            + " at offset="
                            + offset
                            + " is not "
                            + kind
                            + ": "
                            + why(found));
        }
        int namespace = buffer.getInt(offset + PID_NAMESPACE);
        if (namespace != 0 && namespace != (int) ProcessIdentity.PID_NAMESPACE) {
            throw new IllegalStateException(
                    "the mutex at offset="
                            + offset
                            + " was made in pid namespace "
                            + Integer.toUnsignedLong(namespace)
                            + ", this process is in "
                            + ProcessIdentity.PID_NAMESPACE
                            + ": thread ids of one mean nothing in the other. Give both containers"
                            + " one pid namespace (docker run --pid), or use Mutex");
        }
    }

    private static String why(int found) {
        return switch (found & ~NO_ELISION) {
            case 0 -> "it was never initialized";
            case ROBUST -> "it is a RobustMutex";
            case PRIORITY -> "it is a PiMutex";
            default -> "it is another kind of mutex, or something else was written there";
        };
    }

    private static void checkPlace(AtomicBuffer buffer, int offset) {
        long address = Futex.address(buffer, offset);
        buffer.boundsCheck(offset, LENGTH);
        if (address % Long.BYTES != 0) {
            throw new IllegalArgumentException(
                    "offset=" + offset + " does not lead to a multiple of " + Long.BYTES);
        }
    }
}
