package io.sluice.core.linux;

/**
 * The error numbers Sluice names or acts upon; the same on x86-64 and aarch64.
 *
 * <p>Source: the kernel's {@code include/uapi/asm-generic/errno-base.h} and {@code errno.h}.
 */
public final class Errno {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int ESRCH = 3;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EACCES = 13;
    public static final int EBUSY = 16;
    public static final int EEXIST = 17;
    public static final int EINVAL = 22;
    public static final int EMFILE = 24;
    public static final int ENOSPC = 28;
    public static final int EROFS = 30;
    public static final int EDEADLK = 35;
    public static final int ENOSYS = 38;
    public static final int ELOOP = 40;
    public static final int ENOMSG = 42;
    public static final int EOPNOTSUPP = 95;
    public static final int ETIMEDOUT = 110;

    private static final String[] NAMES = new String[134];

    static {
        String[] base =
                ("EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD EAGAIN ENOMEM EACCES"
                                + " EFAULT ENOTBLK EBUSY EEXIST EXDEV ENODEV ENOTDIR EISDIR EINVAL"
                                + " ENFILE EMFILE ENOTTY ETXTBSY EFBIG ENOSPC ESPIPE EROFS EMLINK"
                                + " EPIPE EDOM ERANGE EDEADLK ENAMETOOLONG ENOLCK ENOSYS ENOTEMPTY"
                                + " ELOOP")
                        .split(" ");
        System.arraycopy(base, 0, NAMES, 1, base.length);
        NAMES[ENOMSG] = "ENOMSG";
        NAMES[43] = "EIDRM";
        NAMES[75] = "EOVERFLOW";
        NAMES[90] = "EMSGSIZE";
        NAMES[EOPNOTSUPP] = "EOPNOTSUPP";
        NAMES[98] = "EADDRINUSE";
        NAMES[104] = "ECONNRESET";
        NAMES[ETIMEDOUT] = "ETIMEDOUT";
        NAMES[111] = "ECONNREFUSED";
        NAMES[122] = "EDQUOT";
        NAMES[130] = "EOWNERDEAD";
        NAMES[131] = "ENOTRECOVERABLE";
        NAMES[133] = "EHWPOISON";
    }

    private Errno() {}

    /** The number's name, such as {@code ENOSPC}, or {@code errno 999} if it has none here. */
    public static String name(int errno) {
        boolean known = errno > 0 && errno < NAMES.length && NAMES[errno] != null;
        return known ? NAMES[errno] : "errno " + errno;
    }
}
