package io.sluice.shm;

import io.sluice.core.LinuxException;
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
    private static final int MAX_LABEL_LENGTH = 249; // memfd_create(2)
    private static final int MAX_MODE = 0666;

    private final SegmentPlace place;
    private final int mode;
    private final boolean anyOwner;
    private final SegmentPages pages;

    private SegmentOptions(SegmentPlace place, int mode, boolean anyOwner, SegmentPages pages) {
        this.place = place;
        this.mode = mode;
        this.anyOwner = anyOwner;
        this.pages = pages;
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
        return at(SegmentPlace.named(DEFAULT_DIRECTORY, name));
    }

    /**
     * The segment whose file this is: {@code /dev/shm/prices}, or what {@link Segment#path} of an
     * anonymous one is, {@code /proc/4711/fd/12}, which can be opened and not created.
     *
     * <p>A process may open the descriptors of another if both are of one user and in one pid
     * namespace (proc(5), ptrace(2): PTRACE_MODE_READ_FSCREDS).
     */
    public static SegmentOptions at(Path path) {
        Path absolute = path.toAbsolutePath();
        if (absolute.getFileName() == null) {
            throw new IllegalArgumentException("path=" + path + " is no file");
        }
        return named(absolute.getFileName().toString()).in(absolute.getParent());
    }

    /**
     * A new segment without a name: a memfd, gone with the last process that has it open or mapped,
     * and sealed, so that no process can cut it short while another uses it. Others open it by
     * {@link #at} its {@link Segment#path}. Each {@code create} and {@code createOrOpen} makes
     * another one; {@code open} throws IllegalArgumentException.
     *
     * <p>Source: memfd_create(2), fcntl(2) on F_ADD_SEALS.
     *
     * @param label what {@code /proc/pid/maps} calls it: a file name of at most 249 bytes
     */
    public static SegmentOptions anonymous(String label) {
        String checked = named(label).place.name();
        if (checked.getBytes(StandardCharsets.UTF_8).length > MAX_LABEL_LENGTH) {
            throw new IllegalArgumentException(
                    "label=\"" + label + "\" is longer than " + MAX_LABEL_LENGTH + " bytes");
        }
        return at(SegmentPlace.anonymous(checked));
    }

    private static SegmentOptions at(SegmentPlace place) {
        return new SegmentOptions(place, DEFAULT_MODE, false, SegmentPages.AS_THEY_COME);
    }

    /**
     * In another directory, on a tmpfs or hugetlbfs. On a hugetlbfs the file's length is a multiple
     * of its pages, and {@code /proc/sys/vm/nr_hugepages} of them have been set aside, or creating
     * is refused with ENOSPC.
     */
    public SegmentOptions in(Path otherDirectory) {
        requireNamed("in(" + otherDirectory + ")");
        return with(SegmentPlace.named(otherDirectory.toAbsolutePath(), place.name()));
    }

    /**
     * Of huge pages of the default length, as on a hugetlbfs; of an anonymous segment.
     *
     * @throws IllegalStateException if it is not anonymous
     */
    public SegmentOptions hugetlb() {
        if (!place.isAnonymous()) {
            throw new IllegalStateException(
                    this + " is not anonymous; a named one is in() a directory of a hugetlbfs");
        }
        return with(new SegmentPlace(SegmentPlace.Form.ANONYMOUS_HUGE, null, place.name(), true));
    }

    /** Opened only if its length is sealed, as every anonymous one's is; otherwise refused. */
    public SegmentOptions sealed() {
        return with(new SegmentPlace(place.form(), place.directory(), place.name(), true));
    }

    /**
     * With every page brought in when it is created or opened, so that this process's first
     * accesses do not fault. {@link LinuxException} if that cannot be had.
     */
    public SegmentOptions prefault() {
        return with(new SegmentPages(true, pages.lock(), pages.huge(), pages.node()));
    }

    /**
     * With every page brought in and kept in memory until this process closes it. {@link
     * LinuxException} if that cannot be had, with RLIMIT_MEMLOCK; a segment that was to be created
     * does not exist then.
     */
    public SegmentOptions lock() {
        return with(new SegmentPages(pages.prefault(), true, pages.huge(), pages.node()));
    }

    /**
     * With transparent huge pages, wherever a whole one of 2 MiB fits: none in a shorter segment,
     * nor for the rest of a longer one; {@link Segment#residency} tells how much. Every page is
     * brought in. {@link LinuxException} if the kernel refuses (before Linux 6.1, or without free
     * memory in one piece).
     */
    public SegmentOptions hugePages() {
        return with(new SegmentPages(pages.prefault(), pages.lock(), true, pages.node()));
    }

    /**
     * On this NUMA node, if it is created; where it is opened it stays where it is, and {@link
     * Segment#residency} tells. IllegalArgumentException on creating if this process may not use
     * the node, {@link LinuxException} if the kernel refuses.
     */
    public SegmentOptions node(int node) {
        if (node < 0) {
            throw new IllegalArgumentException("node=" + node + " is less than 0");
        }
        return with(new SegmentPages(pages.prefault(), pages.lock(), pages.huge(), node));
    }

    private void requireNamed(String what) {
        if (place.isAnonymous()) {
            throw new IllegalStateException(this + " is anonymous: " + what + " has no meaning");
        }
    }

    private SegmentOptions with(SegmentPlace otherPlace) {
        return new SegmentOptions(otherPlace, mode, anyOwner, pages);
    }

    private SegmentOptions with(SegmentPages otherPages) {
        return new SegmentOptions(place, mode, anyOwner, otherPages);
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
        return new SegmentOptions(place, permissions, anyOwner, pages);
    }

    /** Also if another user owns it; otherwise that is refused. */
    public SegmentOptions anyOwner() {
        return new SegmentOptions(place, mode, true, pages);
    }

    /**
     * The file.
     *
     * @throws IllegalStateException if it is anonymous
     */
    public Path path() {
        return place.path();
    }

    SegmentPlace place() {
        return place;
    }

    SegmentPages pages() {
        return pages;
    }

    int mode() {
        return mode;
    }

    boolean acceptsAnyOwner() {
        return anyOwner;
    }

    @Override
    public String toString() {
        return place.toString();
    }
}
