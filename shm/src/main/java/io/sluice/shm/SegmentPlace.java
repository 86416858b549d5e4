package io.sluice.shm;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Where a segment is.
 *
 * @param form how one gets there
 * @param directory where its name is, of {@link Form#NAMED} and {@link Form#DESCRIPTOR}
 * @param name its name in there, or what /proc/pid/maps calls it
 * @param sealed whether its length has to be sealed
 */
record SegmentPlace(Form form, Path directory, String name, boolean sealed) {
    /** Ways to a segment. */
    enum Form {
        /** By a name that stays until it is unlinked. */
        NAMED,
        /** Through a descriptor of a process that has it open; nothing can be created there. */
        DESCRIPTOR,
        /** Created without a name. */
        ANONYMOUS,
        /** Likewise, of huge pages. */
        ANONYMOUS_HUGE
    }

    private static final Pattern DESCRIPTORS = Pattern.compile("/proc/(self|\\d+)/fd");

    static SegmentPlace named(Path directory, String name) {
        boolean descriptor = DESCRIPTORS.matcher(directory.toString()).matches();
        return new SegmentPlace(descriptor ? Form.DESCRIPTOR : Form.NAMED, directory, name, false);
    }

    static SegmentPlace anonymous(String label) {
        return new SegmentPlace(Form.ANONYMOUS, null, label, true);
    }

    boolean isNamed() {
        return form == Form.NAMED;
    }

    boolean isAnonymous() {
        return form == Form.ANONYMOUS || form == Form.ANONYMOUS_HUGE;
    }

    Path path() {
        if (isAnonymous()) {
            throw new IllegalStateException(
                    this + " has no path until it is created; that segment's path() leads to it");
        }
        return directory.resolve(name);
    }

    /** For people. */
    @Override
    public String toString() {
        return isAnonymous() ? "memfd:" + name : path().toString();
    }
}
