package io.sluice.shm;

import io.sluice.core.linux.FileStatus;
import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.LinuxFile;
import io.sluice.core.linux.SystemCall;
import java.nio.file.Path;
import java.util.function.IntFunction;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Compares a segment that exists with the one asked for; changes nothing. */
final class SegmentCheck {
    private final SegmentOptions options;
    private final SegmentShape shape;

    SegmentCheck(SegmentOptions options, SegmentShape shape) {
        this.options = options;
        this.shape = shape;
    }

    /** Checks what the file system says, and returns the file's length. */
    long file(LinuxFile file) {
        if (options.place().sealed() && !file.isLengthSealed()) {
            throw refused(
                    "has no seals: whoever may write it can cut it short",
                    "have it created by SegmentOptions.anonymous, or do not ask for sealed()");
        }
        return status(file.status());
    }

    private long status(FileStatus status) {
        if (!status.isRegular()) {
            throw refused("is not an ordinary file", "choose another name");
        }
        int user = (int) Kernel.call(SystemCall.GETEUID);
        if (status.uid() != user && !options.acceptsAnyOwner()) {
            throw refused(
                    "belongs to uid " + status.uid() + ", this process is uid " + user,
                    "if that user is to be trusted, ask for anyOwner()");
        }
        if ((status.permissions() & ~options.mode()) != 0) {
            throw refused(
                    "has mode "
                            + FileStatus.octal(status.permissions())
                            + ", which grants more than "
                            + FileStatus.octal(options.mode()),
                    "chmod it, or ask for that mode(...)");
        }
        if (status.length() < SegmentLayout.HEADER_LENGTH) {
            throw refused(
                    "is "
                            + status.length()
                            + " bytes long, a segment at least "
                            + SegmentLayout.HEADER_LENGTH,
                    "it is no segment: choose another name");
        }
        if (status.length() > Integer.MAX_VALUE) {
            throw refused(
                    "is " + status.length() + " bytes long, a segment at most 2^31 - 1",
                    "it is no segment: choose another name");
        }
        return status.length();
    }

    /** Checks what the segment says of itself, and returns its bytes without a hugetlbfs's rest. */
    AtomicBuffer header(AtomicBuffer buffer, int blockLength) {
        long magic = buffer.getLong(SegmentLayout.MAGIC);
        if (magic != SegmentLayout.MAGIC_VALUE) {
            throw refused(
                    String.format(
                            "begins with 0x%016x, a segment with 0x%016x",
                            magic, SegmentLayout.MAGIC_VALUE),
                    "it is no segment: choose another name");
        }
        int version = buffer.getInt(SegmentLayout.MAJOR_VERSION);
        if (version != SegmentLayout.MAJOR_VERSION_VALUE) {
            throw refused(
                    "has layout version "
                            + version
                            + ", this library reads version "
                            + SegmentLayout.MAJOR_VERSION_VALUE,
                    "use one version of the library in all processes, then unlink and create anew");
        }
        int kind = buffer.getInt(SegmentLayout.KIND);
        if (kind != shape.kind().number) {
            throw refused(
                    "is of kind " + SegmentKind.describe(kind) + ", not " + shape.kind(),
                    "choose another name");
        }
        lengthAndCapacity(buffer, blockLength);
        return new UnsafeBuffer(buffer, 0, (int) buffer.getLong(SegmentLayout.LENGTH));
    }

    /** The capacity that a segment of a kind says it has, if its length fits that. */
    static int capacity(Path path, DirectBuffer buffer, IntFunction<SegmentShape> shapeOfCapacity) {
        long capacity = buffer.getLong(SegmentLayout.CAPACITY);
        boolean fits;
        try {
            SegmentShape shape = shapeOfCapacity.apply(Math.toIntExact(capacity));
            fits = shape.fileLength() == buffer.capacity();
        } catch (ArithmeticException | IllegalArgumentException e) {
            fits = false;
        }
        if (!fits) {
            throw new CorruptSegmentException(
                    path
                            + " is corrupt: capacity="
                            + capacity
                            + " in "
                            + buffer.capacity()
                            + " bytes; unlink it and create it anew");
        }
        return (int) capacity;
    }

    private void lengthAndCapacity(DirectBuffer buffer, int blockLength) {
        long length = buffer.getLong(SegmentLayout.LENGTH);
        boolean fits = length >= SegmentLayout.HEADER_LENGTH && length <= buffer.capacity();
        if (!fits || SegmentMapping.inBlocks(length, blockLength) != buffer.capacity()) {
            throw refused(
                    "says it is " + length + " bytes long, the file is " + buffer.capacity(),
                    "somebody resized it: unlink it and create it anew");
        }
        long capacity = buffer.getLong(SegmentLayout.CAPACITY);
        if (shape.capacity() != SegmentShape.ANY_CAPACITY && capacity != shape.capacity()) {
            throw refused(
                    "has capacity " + capacity + ", asked for was " + shape.capacity(),
                    "use one capacity in all processes, or unlink it and create it anew");
        }
        long detail = buffer.getLong(SegmentLayout.DETAIL);
        if (shape.capacity() != SegmentShape.ANY_CAPACITY && detail != shape.detail()) {
            throw refused(
                    "has "
                            + shape.kind().describeDetail(detail)
                            + ", asked for was "
                            + shape.kind().describeDetail(shape.detail()),
                    "use the same in all processes, or unlink it and create it anew");
        }
        if (shape.capacity() != SegmentShape.ANY_CAPACITY && length != shape.fileLength()) {
            throw refused(
                    "is " + length + " bytes long, what was asked for " + shape.fileLength(),
                    "use the same sizes in all processes, or unlink it and create it anew");
        }
    }

    private SegmentException refused(String what, String advice) {
        return new SegmentException(options + " " + what + "; " + advice);
    }
}
