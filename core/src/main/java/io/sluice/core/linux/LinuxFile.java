package io.sluice.core.linux;

import com.google.errorprone.annotations.CheckReturnValue;
import io.sluice.core.LinuxException;
import java.util.Locale;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * An open file description: its status, its space, its name, and its locks.
 *
 * <p>Any thread may call. {@link #close} must not race with another call: the kernel may have given
 * the descriptor's number to somebody else.
 *
 * <p>Source: open(2), fcntl(2), fallocate(2), linkat(2), statx(2), statfs(2).
 */
public final class LinuxFile implements AutoCloseable {
    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 1;
    public static final int O_RDWR = 2;
    public static final int O_NOFOLLOW = Architecture.AARCH64 ? 0x8000 : 0x20000;
    public static final int O_TMPFILE = 0x400000 | (Architecture.AARCH64 ? 0x4000 : 0x10000);

    /** The length of a file on a file system without blocks of its own is any. */
    public static final int ANY_LENGTH = 1;

    private static final long HUGETLBFS_MAGIC = 0x958458f6L;

    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_ALLOW_SEALING = 2;
    private static final int MFD_HUGETLB = 4;
    private static final int F_ADD_SEALS = 1033;
    private static final int F_GET_SEALS = 1034;
    private static final int F_SEAL_SEAL = 1;
    private static final int F_SEAL_SHRINK = 2;
    private static final int F_SEAL_GROW = 4;
    private static final int LENGTH_SEALS = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW;

    private static final int AT_FDCWD = -100;

    private static final int AT_SYMLINK_FOLLOW = 0x400;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int O_CLOEXEC = 0x80000;
    private static final int STATX_BASIC_STATS = 0x7ff;

    private static final int F_OFD_GETLK = 36;
    private static final int F_OFD_SETLK = 37;
    private static final int FLOCK_LENGTH = 32;
    private static final short SEEK_SET = 0;
    private static final short F_WRLCK = 1;
    private static final short F_UNLCK = 2;

    private final int descriptor;
    private final String path;
    private final UnsafeBuffer question = NativeMemory.allocate(FLOCK_LENGTH); // guarded by this

    private LinuxFile(int descriptor, String path) {
        this.descriptor = descriptor;
        this.path = path;
    }

    /**
     * Opens a file, close-on-exec.
     *
     * @param mode the permission bits of a file that this creates
     */
    public static LinuxFile open(String path, int flags, int mode) {
        UnsafeBuffer name = NativeMemory.string(path);
        long result =
                Kernel.callKeeping(
                        name,
                        SystemCall.OPENAT,
                        AT_FDCWD,
                        name.addressOffset(),
                        flags | O_CLOEXEC,
                        mode);
        check(result, SystemCall.OPENAT, path);
        return new LinuxFile((int) result, path);
    }

    /**
     * Makes a file in memory that has no name, close-on-exec, and can be sealed.
     *
     * @param label what /proc/pid/maps calls it
     * @param huge whether it consists of huge pages of the default length
     */
    public static LinuxFile inMemory(String label, boolean huge) {
        UnsafeBuffer name = NativeMemory.string(label);
        int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING | (huge ? MFD_HUGETLB : 0);
        long result =
                Kernel.callKeeping(
                        name, SystemCall.MEMFD_CREATE, name.addressOffset(), flags, 0, 0);
        check(result, SystemCall.MEMFD_CREATE, label);
        return new LinuxFile((int) result, "memfd:" + label);
    }

    /** Keeps the length as it is for ever, whoever has the file open. */
    public void sealLength() {
        check(
                Kernel.call(SystemCall.FCNTL, descriptor, F_ADD_SEALS, LENGTH_SEALS),
                SystemCall.FCNTL,
                path + ", F_ADD_SEALS");
    }

    /** Whether the length stays as it is for ever. */
    public boolean isLengthSealed() {
        long seals = Kernel.call(SystemCall.FCNTL, descriptor, F_GET_SEALS, 0);
        return seals >= 0 && (seals & LENGTH_SEALS) == LENGTH_SEALS; // EINVAL: it cannot be sealed
    }

    /** Removes a name; who has the file open or mapped keeps it. Returns whether it existed. */
    public static boolean unlink(String path) {
        UnsafeBuffer name = NativeMemory.string(path);
        long result =
                Kernel.callKeeping(name, SystemCall.UNLINKAT, AT_FDCWD, name.addressOffset(), 0, 0);
        if (result == -Errno.ENOENT) {
            return false;
        }
        check(result, SystemCall.UNLINKAT, path);
        return true;
    }

    /** A path that names this open file whatever happens to its name. */
    public String descriptorPath() {
        return "/proc/self/fd/" + descriptor;
    }

    /** The number by which this process knows the file. */
    public int descriptor() {
        return descriptor;
    }

    /** Sets the permission bits exactly, whatever the umask. */
    public void chmod(int mode) {
        check(
                Kernel.call(SystemCall.FCHMOD, descriptor, mode, 0),
                SystemCall.FCHMOD,
                path + ", mode=" + FileStatus.octal(mode));
    }

    /** Gives the file {@code length} bytes of zeroed memory, all of it now or an error. */
    public void allocate(long length) {
        long result = Kernel.call(SystemCall.FALLOCATE, descriptor, 0, 0, length);
        if (result == -Errno.ENOSPC || (result == -Errno.ENOMEM && blockLength() > 1)) {
            String advice =
                    blockLength() > 1
                            ? "%,d bytes are needed and %,d are free of the huge pages. Enlarge"
                                    + " /proc/sys/vm/nr_hugepages, or the mount's size= (%s)"
                            : "%,d bytes are needed and %,d are free on that mount. Remove segments"
                                    + " nobody uses, or enlarge it: mount -o remount,size=... %s, in"
                                    + " docker --shm-size";
            throw new LinuxException(
                    "fallocate(" + path + ", " + length + " bytes)",
                    (int) -result,
                    String.format(Locale.ROOT, advice, length, freeBytes(), path));
        }
        check(result, SystemCall.FALLOCATE, path + ", " + length + " bytes");
    }

    /** Gives the file a name. Returns whether it was free; a taken one stays as it is. */
    @CheckReturnValue
    public boolean link(String name) {
        UnsafeBuffer from = NativeMemory.string(descriptorPath());
        UnsafeBuffer to = NativeMemory.string(name);
        long result =
                Kernel.callKeeping(
                        new Object[] {from, to},
                        SystemCall.LINKAT,
                        AT_FDCWD,
                        from.addressOffset(),
                        AT_FDCWD,
                        to.addressOffset(),
                        AT_SYMLINK_FOLLOW,
                        0);
        if (result == -Errno.EEXIST) {
            return false;
        }
        check(result, SystemCall.LINKAT, name);
        return true;
    }

    /** Owner, mode and length as they are now. */
    public FileStatus status() {
        UnsafeBuffer empty = NativeMemory.string("");
        UnsafeBuffer statx = NativeMemory.allocate(256);
        long result =
                Kernel.callKeeping(
                        empty,
                        SystemCall.STATX,
                        descriptor,
                        empty.addressOffset(),
                        AT_EMPTY_PATH,
                        STATX_BASIC_STATS,
                        statx.addressOffset(),
                        0);
        check(result, SystemCall.STATX, path);
        return new FileStatus(
                statx.getInt(20), Short.toUnsignedInt(statx.getShort(28)), statx.getLong(40));
    }

    /**
     * Locks one byte for this open file description, which the kernel unlocks when the last process
     * that has it dies. Never waits. Returns whether the lock is held now; locking it twice is
     * fine.
     */
    @CheckReturnValue
    public boolean tryLock(long offset) {
        long result = lock(F_OFD_SETLK, flock(F_WRLCK, offset));
        if (result == -Errno.EAGAIN || result == -Errno.EACCES) {
            return false;
        }
        check(result, SystemCall.FCNTL, path + ", F_OFD_SETLK, byte " + offset);
        return true;
    }

    /** Unlocks one byte. */
    public void unlock(long offset) {
        check(
                lock(F_OFD_SETLK, flock(F_UNLCK, offset)),
                SystemCall.FCNTL,
                path + ", F_OFD_SETLK, byte " + offset);
    }

    /** Whether <em>another</em> open file description holds the lock of one byte. */
    @CheckReturnValue
    public synchronized boolean isLockedByAnother(long offset) {
        fill(question, F_WRLCK, offset);
        long result = lock(F_OFD_GETLK, question);
        if (result < 0) {
            check(result, SystemCall.FCNTL, path + ", F_OFD_GETLK, byte " + offset);
        }
        return question.getShort(0) != F_UNLCK;
    }

    /** Closes the descriptor; its locks are gone with it. */
    @Override
    public void close() {
        check(Kernel.call(SystemCall.CLOSE, descriptor, 0, 0), SystemCall.CLOSE, path);
    }

    /** What its length and its mappings are multiples of: a hugetlbfs's pages, or anything. */
    public int blockLength() {
        UnsafeBuffer statfs = fileSystem();
        boolean huge = statfs.getLong(0) == HUGETLBFS_MAGIC;
        return huge ? (int) statfs.getLong(8) : ANY_LENGTH;
    }

    private long freeBytes() {
        UnsafeBuffer statfs = fileSystem();
        return statfs.getLong(8) * statfs.getLong(32);
    }

    private UnsafeBuffer fileSystem() {
        UnsafeBuffer statfs = NativeMemory.allocate(120);
        check(
                Kernel.callKeeping(
                        statfs, SystemCall.FSTATFS, descriptor, statfs.addressOffset(), 0, 0),
                SystemCall.FSTATFS,
                path);
        return statfs;
    }

    private long lock(int command, UnsafeBuffer flock) {
        return Kernel.callKeeping(
                flock, SystemCall.FCNTL, descriptor, command, flock.addressOffset(), 0);
    }

    private static UnsafeBuffer flock(short type, long offset) {
        UnsafeBuffer flock = NativeMemory.allocate(FLOCK_LENGTH);
        fill(flock, type, offset);
        return flock;
    }

    private static void fill(UnsafeBuffer flock, short type, long offset) {
        flock.putShort(0, type);
        flock.putShort(2, SEEK_SET);
        flock.putLong(8, offset);
        flock.putLong(16, 1);
        flock.putInt(24, 0); // a pid has to be 0 for these locks
    }

    private static void check(long result, SystemCall call, String arguments) {
        if (result < 0) {
            int errno = (int) -result;
            throw new LinuxException(call + "(" + arguments + ")", errno, advice(errno));
        }
    }

    private static String advice(int errno) {
        return switch (errno) {
            case Errno.EACCES, Errno.EPERM ->
                    "The user of this process may not; see owner and mode with ls -l";
            case Errno.ENOENT ->
                    "It does not exist: create it first, or start the process that does";
            case Errno.ELOOP -> "It is a symbolic link, which a segment may not be";
            case Errno.EOPNOTSUPP ->
                    "That file system cannot hold segments; use a tmpfs such as /dev/shm";
            default -> "";
        };
    }
}
