package io.sluice.core.linux;

/** A file's owner, permission bits and length in bytes. */
public record FileStatus(int uid, int mode, long length) {
    private static final int PERMISSIONS = 07777;
    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;

    /** The permission bits alone. */
    public int permissions() {
        return mode & PERMISSIONS;
    }

    /** Whether it is an ordinary file. */
    public boolean isRegular() {
        return (mode & TYPE) == REGULAR;
    }

    /** A mode as {@code chmod} writes it. */
    public static String octal(int mode) {
        return String.format("%04o", mode & PERMISSIONS);
    }
}
