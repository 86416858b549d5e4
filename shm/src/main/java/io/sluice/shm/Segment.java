package io.sluice.shm;

import com.google.errorprone.annotations.CheckReturnValue;
import io.sluice.core.AgronaAccess;
import io.sluice.core.LinuxException;
import io.sluice.core.Pages;
import io.sluice.core.Residency;
import io.sluice.core.linux.Errno;
import io.sluice.core.linux.LinuxFile;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A named piece of memory that processes share: one file on a tmpfs, mapped whole.
 *
 * <p>A name is always a complete segment: it is filled before it gets its name, and a process
 * killed on the way leaves nothing behind. Opening checks everything and changes nothing. Any
 * thread may call. The mapping lives as long as a buffer of it is reachable, so that no use after
 * {@link #close} can crash the JVM.
 *
 * <p>Source: open(2) on O_TMPFILE, linkat(2), fcntl(2) on open file description locks.
 */
public final class Segment implements AutoCloseable {
    private static final int CREATE_OR_OPEN_TRIES = 100;

    private final LinuxFile file;
    private final SegmentOptions options;
    private final Path path;
    private final AtomicBuffer buffer;
    private final SegmentLocks locks;

    private Segment(LinuxFile file, SegmentOptions options, AtomicBuffer buffer) {
        this.file = file;
        this.options = options;
        this.path = SegmentFile.path(file, options);
        this.buffer = buffer;
        this.locks = new SegmentLocks(file, path, buffer);
    }

    /**
     * Creates a segment of zeroed memory for the caller's own use.
     *
     * @param length bytes in {@link #memory()}, a multiple of 8
     * @throws SegmentException if the name is taken
     * @throws LinuxException if the kernel refuses; ENOSPC says how much is needed and free
     */
    public static Segment create(SegmentOptions options, int length) {
        return create(options, SegmentShape.memory(length));
    }

    /**
     * As {@link #create(SegmentOptions, int)}, but filled.
     *
     * @param initializer is given the {@link #memory()} before the segment has its name, so that
     *     nobody ever sees it half filled; what it throws, this throws, and there is no segment
     */
    public static Segment create(
            SegmentOptions options, int length, Consumer<AtomicBuffer> initializer) {
        return create(options, filled(length, initializer));
    }

    /**
     * Opens a segment made by a {@code create} with this length.
     *
     * @throws SegmentException if it is not such a segment, or its length, owner or mode is not
     *     what was asked for; the message has both values
     * @throws LinuxException if the kernel refuses; ENOENT if there is none
     */
    public static Segment open(SegmentOptions options, int length) {
        return open(options, SegmentShape.memory(length));
    }

    /** Opens the segment if its name is taken, creates it otherwise. See both for the errors. */
    public static Segment createOrOpen(SegmentOptions options, int length) {
        return createOrOpen(options, SegmentShape.memory(length));
    }

    /**
     * As {@link #createOrOpen(SegmentOptions, int)}; filled by whoever creates it, and only then.
     */
    public static Segment createOrOpen(
            SegmentOptions options, int length, Consumer<AtomicBuffer> initializer) {
        return createOrOpen(options, filled(length, initializer));
    }

    private static SegmentShape filled(int length, Consumer<AtomicBuffer> initializer) {
        return SegmentShape.memory(length).initializedBy(all -> initializer.accept(memory(all)));
    }

    /**
     * Removes the segment's name. Processes that have it open go on with it; the memory is freed
     * when the last has gone. Returns whether the name existed.
     */
    public static boolean unlink(SegmentOptions options) {
        return LinuxFile.unlink(options.path().toString());
    }

    static Segment create(SegmentOptions options, SegmentShape shape) {
        String taken = options + " exists already; open it, or unlink it if nobody uses it";
        return tryCreate(options, shape).orElseThrow(() -> new SegmentException(taken));
    }

    static Segment open(SegmentOptions options, SegmentShape shape) {
        AgronaAccess.ensureOpen();
        boolean writable = shape.kind() != SegmentKind.BROADCAST_RING;
        LinuxFile file = SegmentFile.open(options, writable);
        return attach(
                file,
                options,
                () -> {
                    SegmentCheck check = new SegmentCheck(options, shape);
                    long all = check.file(file);
                    AtomicBuffer found = SegmentMapping.map(file, options.pages(), writable, all);
                    return check.header(found, file.blockLength()); // LINK
                });
    }

    private static Segment attach(
            LinuxFile file, SegmentOptions options, Supplier<AtomicBuffer> mapping) {
        boolean attached = false;
        try {
            AtomicBuffer buffer = mapping.get();
            options.pages().apply(buffer);
            Segment segment = new Segment(file, options, buffer);
            attached = true;
            return segment;
        } finally {
            if (!attached) {
                file.close();
            }
        }
    }

    static Segment createOrOpen(SegmentOptions options, SegmentShape shape) {
        if (options.place().isAnonymous()) {
            return create(options, shape);
        }
        for (int i = 0; i < CREATE_OR_OPEN_TRIES; i++) {
            try {
                return open(options, shape);
            } catch (LinuxException e) {
                if (e.errno() != Errno.ENOENT || !options.place().isNamed()) {
                    throw e;
                }
            }
            Optional<Segment> created = tryCreate(options, shape);
            if (created.isPresent()) {
                return created.get();
            }
        }
        String what = " times was it created and unlinked while this process tried to open it";
        throw new SegmentException(options + ": " + CREATE_OR_OPEN_TRIES + what);
    }

    private static Optional<Segment> tryCreate(SegmentOptions options, SegmentShape shape) {
        AgronaAccess.ensureOpen();
        LinuxFile file = SegmentFile.create(options);
        boolean named = false;
        try {
            SegmentFile.allocate(file, options, shape.fileLength());
            AtomicBuffer buffer =
                    SegmentMapping.map(file, options.pages(), true, shape.fileLength());
            options.pages().place(buffer);
            shape.initialize(buffer);
            options.pages().apply(buffer);
            named = SegmentFile.publish(file, options); // LINK
            if (named) {
                return Optional.of(new Segment(file, options, buffer));
            }
            options.pages().release(buffer);
            return Optional.empty();
        } finally {
            if (!named) {
                file.close();
            }
        }
    }

    /** The same segment, mapped to be read only; this one is closed. */
    Segment readOnly() {
        try (Segment writable = this) {
            options.pages().release(writable.buffer); // so that nothing counts twice
            return reopen(false);
        }
    }

    /** The same segment, opened once more; with locks of its own, which need it writable. */
    Segment reopen(boolean writable) {
        int access = writable ? LinuxFile.O_RDWR : LinuxFile.O_RDONLY;
        LinuxFile again = LinuxFile.open(file.descriptorPath(), access, 0);
        int all = buffer.capacity();
        SegmentPages pages = options.pages();
        return attach(again, options, () -> SegmentMapping.map(again, pages, writable, all));
    }

    /** Some of its bytes, to be written; empty if this process may not. */
    Optional<AtomicBuffer> tryMapWritable(int offset, int length) {
        return SegmentMapping.tryMapWritable(file, offset, length);
    }

    /** The caller's memory: the same bytes in every process that has the segment open. */
    public AtomicBuffer memory() {
        return memory(buffer);
    }

    private static AtomicBuffer memory(AtomicBuffer all) {
        int length = all.capacity() - SegmentLayout.HEADER_LENGTH;
        return new UnsafeBuffer(all, SegmentLayout.HEADER_LENGTH, length);
    }

    /**
     * The file. If it has no name, then one of this process's descriptors: other processes open it
     * there, by {@link SegmentOptions#at}, as long as this segment is open.
     */
    public Path path() {
        return path;
    }

    /** Where its pages are now, as this process has mapped them: what was obtained. */
    public Residency residency() {
        return Pages.of(buffer).residency();
    }

    /**
     * Who has the role now, by the kernel's word: empty as soon as a holder has died, however it
     * died. A process that is paused still holds.
     */
    public Optional<RoleHolder> holder(Role role) {
        return holder(role.number, SegmentLayout.roleRecord(role));
    }

    /** As {@link #holder(Role)}, of any lock and record. */
    Optional<RoleHolder> holder(int lock, int record) {
        return isHeld(lock) ? Optional.of(RoleHolder.in(buffer, record)) : Optional.empty();
    }

    /** Whether anybody has the lock now. */
    boolean isHeld(int lock) {
        return locks.isHeld(lock);
    }

    /** The capacity that the segment says it has, if its length fits that. */
    int capacity(IntFunction<SegmentShape> shapeOfCapacity) {
        return SegmentCheck.capacity(path, buffer, shapeOfCapacity);
    }

    /** Header and data. */
    AtomicBuffer buffer() {
        return buffer;
    }

    /**
     * Takes the role for this object until {@link #release}, {@link #close} or death.
     *
     * @throws SegmentException if somebody has it, naming who
     */
    void acquire(Role role) {
        if (!tryAcquire(role.number, SegmentLayout.roleRecord(role))) {
            String who = holder(role).map(RoleHolder::toString).orElse("gone by now, try again");
            throw new SegmentException(path + " has its " + role + " already: " + who);
        }
    }

    /** Takes the lock for this object, and writes who has it. Returns whether it was free. */
    @CheckReturnValue
    boolean tryAcquire(int lock, int record) {
        return locks.tryAcquire(lock, record);
    }

    /** Gives the role back. Does nothing if this object does not have it. */
    void release(Role role) {
        release(role.number);
    }

    /** As {@link #release(Role)}, of any lock. */
    void release(int lock) {
        locks.release(lock);
    }

    /** Gives back every role and closes the file. Closing twice does nothing. */
    @Override
    public void close() {
        if (locks.close()) {
            options.pages().release(buffer);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
