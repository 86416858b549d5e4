package io.sluice.shm;

import io.sluice.core.linux.LinuxFile;
import io.sluice.core.linux.ProcessIdentity;
import java.nio.file.Path;

/** The file of a segment: made, then given its name or its seals; or opened. */
final class SegmentFile {
    private SegmentFile() {}

    /** Makes a file that nobody else can see yet. */
    static LinuxFile create(SegmentOptions options) {
        SegmentPlace place = options.place();
        return switch (place.form()) {
            case NAMED -> {
                String directory = place.directory().toString();
                int flags = LinuxFile.O_RDWR | LinuxFile.O_TMPFILE;
                yield LinuxFile.open(directory, flags, options.mode());
            }
            case ANONYMOUS -> LinuxFile.inMemory(place.name(), false);
            case ANONYMOUS_HUGE -> LinuxFile.inMemory(place.name(), true);
            case DESCRIPTOR ->
                    throw new IllegalArgumentException(
                            options + " is a process's descriptor, which can only be opened");
        };
    }

    /** Gives a new file its permissions and all of its zeroed memory. */
    static void allocate(LinuxFile file, SegmentOptions options, long length) {
        file.chmod(options.mode());
        file.allocate(SegmentMapping.inBlocks(length, file.blockLength()));
    }

    /** Lets others see it, now that it is whole. Returns whether its name was free. */
    static boolean publish(LinuxFile file, SegmentOptions options) {
        if (options.place().isAnonymous()) {
            file.sealLength();
            return true;
        }
        return file.link(options.path().toString()); // LINK
    }

    static LinuxFile open(SegmentOptions options, boolean writable) {
        if (options.place().isAnonymous()) {
            throw new IllegalArgumentException(
                    options + " is a new segment each time; open the path() of the one there is");
        }
        int access = writable ? LinuxFile.O_RDWR : LinuxFile.O_RDONLY;
        // A descriptor of another process looks like a symbolic link, and cannot be led astray.
        boolean follow = options.place().form() == SegmentPlace.Form.DESCRIPTOR;
        int flags = follow ? access : access | LinuxFile.O_NOFOLLOW;
        return LinuxFile.open(options.path().toString(), flags, 0);
    }

    /** Where another process finds it as long as this one has it open. */
    static Path path(LinuxFile file, SegmentOptions options) {
        return options.place().isNamed()
                ? options.path()
                : Path.of("/proc/" + ProcessIdentity.PID + "/fd/" + file.descriptor());
    }
}
