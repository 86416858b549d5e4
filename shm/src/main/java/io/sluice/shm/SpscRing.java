package io.sluice.shm;

import io.sluice.core.Residency;
import java.nio.file.Path;
import java.util.Optional;
import org.agrona.concurrent.AtomicBuffer;

/**
 * A ring buffer in shared memory from one producer to one consumer.
 *
 * <p>Each end is held by one process at a time, which the kernel enforces: it gives an end up when
 * it closes or dies, however it dies, and another process may take it and go on. No message that
 * was written is lost, altered or reordered by that; see {@link RingConsumer} for what may be read
 * twice.
 *
 * <pre>{@code
 * try (SpscRing ring = SpscRing.createOrOpen("prices", 1 << 20);
 *         RingProducer producer = ring.producer()) {
 *     while (!producer.write(1, message, 0, length)) {
 *         Thread.onSpinWait();
 *     }
 * }
 * }</pre>
 *
 * <p>Any thread may call. Closing the ring gives up the ends taken through it, whose methods throw
 * from then on; as the role passes to others at once, no method of an end may be running then but
 * one that waits, which ends with IllegalStateException.
 */
public final class SpscRing implements AutoCloseable {
    private final Segment segment;
    private final int capacity;
    private SpscProducer producer; // guarded by this
    private SpscConsumer consumer; // guarded by this

    private SpscRing(Segment segment, int capacity) {
        this.segment = segment;
        this.capacity = capacity;
    }

    /** Creates a ring in {@code /dev/shm}. See {@link #create(SegmentOptions, int)}. */
    public static SpscRing create(String name, int capacity) {
        return create(SegmentOptions.named(name), capacity);
    }

    /** Opens a ring in {@code /dev/shm}. See {@link #open(SegmentOptions)}. */
    public static SpscRing open(String name) {
        return open(SegmentOptions.named(name));
    }

    /** Opens or creates a ring in {@code /dev/shm}. See {@link #create(SegmentOptions, int)}. */
    public static SpscRing createOrOpen(String name, int capacity) {
        return createOrOpen(SegmentOptions.named(name), capacity);
    }

    /**
     * Creates a ring.
     *
     * @param capacity bytes, a power of two from 128 to 2^30; a message takes 8 more than its
     *     length, rounded up to a multiple of 8, and may be as long as an eighth of this
     * @throws SegmentException if the name is taken
     * @throws io.sluice.core.LinuxException if the kernel refuses, for want of space or permission
     */
    public static SpscRing create(SegmentOptions options, int capacity) {
        return new SpscRing(Segment.create(options, SpscLayout.shape(capacity)), capacity);
    }

    /**
     * Opens a ring, whatever its capacity.
     *
     * @throws SegmentException if it is not a ring of this kind and version, or owner or mode are
     *     not what was asked for
     * @throws io.sluice.core.LinuxException if the kernel refuses; ENOENT if there is none
     */
    public static SpscRing open(SegmentOptions options) {
        Segment segment = Segment.open(options, SegmentShape.anyCapacity(SegmentKind.SPSC_RING));
        boolean opened = false;
        try {
            SpscRing ring = new SpscRing(segment, segment.capacity(SpscLayout::shape));
            opened = true;
            return ring;
        } finally {
            if (!opened) {
                segment.close();
            }
        }
    }

    /**
     * Opens the ring if its name is taken, creates it otherwise.
     *
     * @throws SegmentException as {@link #open(SegmentOptions)} does, and if its capacity is
     *     another
     */
    public static SpscRing createOrOpen(SegmentOptions options, int capacity) {
        return new SpscRing(Segment.createOrOpen(options, SpscLayout.shape(capacity)), capacity);
    }

    /**
     * Takes the writing end, where the one before left it.
     *
     * @throws SegmentException if a producer lives, naming it
     * @throws CorruptSegmentException if the ring's bytes make no sense
     */
    public synchronized RingProducer producer() {
        segment.acquire(Role.PRODUCER);
        boolean attached = false;
        try {
            Memory memory = new Memory(segment.buffer());
            producer =
                    new SpscProducer(
                            memory,
                            capacity,
                            Sleep.onMessages(memory),
                            segment.toString(),
                            () -> segment.release(Role.PRODUCER));
            attached = true;
            return producer;
        } finally {
            if (!attached) {
                segment.release(Role.PRODUCER);
            }
        }
    }

    /**
     * Takes the reading end, where the one before released it.
     *
     * @throws SegmentException if a consumer lives, naming it
     * @throws CorruptSegmentException if the ring's bytes make no sense
     */
    public synchronized RingConsumer consumer() {
        segment.acquire(Role.CONSUMER);
        boolean attached = false;
        try {
            consumer =
                    new SpscConsumer(
                            new Memory(segment.buffer()),
                            capacity,
                            segment.toString(),
                            () -> segment.release(Role.CONSUMER));
            attached = true;
            return consumer;
        } finally {
            if (!attached) {
                segment.release(Role.CONSUMER);
            }
        }
    }

    /** Who has an end now; empty as soon as a holder has closed or died. */
    public Optional<RoleHolder> holder(Role role) {
        return segment.holder(role);
    }

    /** The whole segment. */
    AtomicBuffer buffer() {
        return segment.buffer();
    }

    /** The ring's size in bytes. */
    public int capacity() {
        return capacity;
    }

    /** The file, as {@link Segment#path} says. */
    public Path path() {
        return segment.path();
    }

    /** Where its pages are now, as this process has mapped them. */
    public Residency residency() {
        return segment.residency();
    }

    /** Closes the ends taken through this object, then the ring. Closing twice does nothing. */
    @Override
    public synchronized void close() {
        if (consumer != null) {
            consumer.close(); // first: inside a handler it refuses, and nothing is closed
        }
        if (producer != null) {
            producer.close();
        }
        segment.close();
    }

    @Override
    public String toString() {
        return segment + ", capacity " + capacity;
    }
}
