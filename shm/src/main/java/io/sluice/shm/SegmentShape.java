package io.sluice.shm;

import io.sluice.core.linux.ProcessIdentity;
import java.security.SecureRandom;
import java.util.function.Consumer;
import org.agrona.concurrent.AtomicBuffer;

/**
 * What a segment is created as, and must be when opened.
 *
 * @param kind what it holds
 * @param capacity the kind's own measure, bytes; {@link #ANY_CAPACITY} opens whatever is there
 * @param dataLength bytes after the header, or -1 with any capacity
 * @param detail the kind's further measures, packed as it likes; 0 if it has none
 * @param initializer fills a new one, all of which it is given, zeroed but for the header
 */
record SegmentShape(
        SegmentKind kind,
        long capacity,
        long dataLength,
        long detail,
        Consumer<AtomicBuffer> initializer) {
    static final long ANY_CAPACITY = -1;

    SegmentShape(SegmentKind kind, long capacity, long dataLength, long detail) {
        this(kind, capacity, dataLength, detail, zeroed -> {});
    }

    SegmentShape(SegmentKind kind, long capacity, long dataLength) {
        this(kind, capacity, dataLength, 0);
    }

    static SegmentShape memory(int length) {
        int most = Integer.MAX_VALUE - SegmentLayout.HEADER_LENGTH;
        if (length < Long.BYTES || length % Long.BYTES != 0 || length > most) {
            throw new IllegalArgumentException(
                    "length=" + length + " is not a multiple of 8 between 8 and " + most);
        }
        return new SegmentShape(SegmentKind.MEMORY, length, length);
    }

    SegmentShape initializedBy(Consumer<AtomicBuffer> filler) {
        return new SegmentShape(kind, capacity, dataLength, detail, filler);
    }

    static SegmentShape anyCapacity(SegmentKind kind) {
        return new SegmentShape(kind, ANY_CAPACITY, -1);
    }

    long fileLength() {
        return SegmentLayout.HEADER_LENGTH + dataLength;
    }

    /** Makes it of zeroed memory that has no name yet. */
    void initialize(AtomicBuffer buffer) {
        buffer.putLong(SegmentLayout.MAGIC, SegmentLayout.MAGIC_VALUE);
        buffer.putInt(SegmentLayout.MAJOR_VERSION, SegmentLayout.MAJOR_VERSION_VALUE);
        buffer.putInt(SegmentLayout.KIND, kind.number);
        buffer.putLong(SegmentLayout.LENGTH, fileLength());
        buffer.putLong(SegmentLayout.CAPACITY, capacity);
        buffer.putLong(SegmentLayout.DETAIL, detail);
        buffer.putLong(SegmentLayout.CREATOR_PID, ProcessIdentity.PID);
        buffer.putLong(SegmentLayout.CREATOR_PID_NAMESPACE, ProcessIdentity.PID_NAMESPACE);
        buffer.putLong(SegmentLayout.CREATED_MS, System.currentTimeMillis());
        buffer.putLong(SegmentLayout.NONCE, new SecureRandom().nextLong());
        initializer.accept(buffer);
    }
}
