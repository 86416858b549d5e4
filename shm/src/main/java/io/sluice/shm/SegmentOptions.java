package io.sluice.shm;

import io.sluice.core.linux.FileStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Which segment, and who may share it. Immutable; each method returns a changed copy.
 *
 * <pre>{@code
 * SegmentOptions.named("prices").mode(0660).anyOwner()
 * }</pre>
 */
public final class SegmentOptions {
    /** Where segments live unless told otherwise. */
    public static final Path DEFAULT_DIRECTORY = Path.of("/dev/shm");

    /** The permission bits of a new segment unless told otherwise: its owner's alone. */
    public static final int DEFAULT_MODE = 0600;

    private static final int MAX_NAME_LENGTH = 255;
    private static final int MAX_MODE = 0666;

    private final Path directory;
    private final String name;
    private final int mode;
    private final boolean anyOwner;

    private SegmentOptions(Path directory, String name, int mode, boolean anyOwner) {
        this.directory = directory;
        this.name = name;
        this.mode = mode;
        this.anyOwner = anyOwner;
    }

    /**
     * The segment of this name in {@code /dev/shm}.
     *
     * @param name a file name: not empty, at most 255 bytes, without {@code /}
     */
    public static SegmentOptions named(String name) {
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        boolean path = name.indexOf('/') >= 0 || name.equals(".") || name.equals("..");
        if (length == 0 || length > MAX_NAME_LENGTH || path || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "name=\""
                            + name
                            + "\" is not a file name of 1 to "
                            + MAX_NAME_LENGTH
                            + " bytes without / (a directory is given by in(Path))");
        }
        return new SegmentOptions(DEFAULT_DIRECTORY, name, DEFAULT_MODE, false);
    }

    /** In another directory, on a tmpfs or hugetlbfs. */
    public SegmentOptions in(Path otherDirectory) {
        return new SegmentOptions(otherDirectory.toAbsolutePath(), name, mode, anyOwner);
    }

    /**
     * With these permission bits: a new segment gets exactly them, whatever the umask; an existing
     * one that grants more is refused.
     */
    public SegmentOptions mode(int permissions) {
        if ((permissions & ~MAX_MODE) != 0 || (permissions & DEFAULT_MODE) != DEFAULT_MODE) {
            throw new IllegalArgumentException(
                    "mode="
                            + FileStatus.octal(permissions)
                            + " is not between 0600 and 0666 (reading and writing only)");
        }
        return new SegmentOptions(directory, name, permissions, anyOwner);
    }

    /** Also if another user owns it; otherwise that is refused. */
    public SegmentOptions anyOwner() {
        return new SegmentOptions(directory, name, mode, true);
    }

    /** The file. */
    public Path path() {
        return directory.resolve(name);
    }

    Path directory() {
        return directory;
    }

    int mode() {
        return mode;
    }

    boolean acceptsAnyOwner() {
        return anyOwner;
    }

    @Override
    public String toString() {
        return path().toString();
    }
}
