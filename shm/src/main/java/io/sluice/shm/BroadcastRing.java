package io.sluice.shm;

import io.sluice.core.Residency;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A ring buffer in shared memory from one producer, which waits for nobody, to any number of
 * consumers. Each reads every message, or learns how many it has missed because it was a ring
 * behind.
 *
 * <p>Consumers cannot harm anybody: they map the messages without the right to write them, in every
 * process, and hold nothing up. A user who may read the file but not write it can be one too (ask
 * for the file's mode, and for {@link SegmentOptions#anyOwner}); his sleeps last until he looks
 * again, which he does every 10 ms, where others are woken.
 *
 * <p>The producer's end is held by one process at a time, which the kernel enforces: it gives it up
 * when it closes or dies, however it dies, and another process may take it and go on. No message
 * that was written is lost, altered or reordered by that. A write never fails for want of room.
 *
 * <pre>{@code
 * try (BroadcastRing ring = BroadcastRing.open("prices");
 *         BroadcastConsumer consumer = ring.consumer(Join.NEWEST)) {
 *     while (consumer.await(timeoutNs)) {
 *         consumer.read(handler, 100);
 *     }
 * }
 * }</pre>
 *
 * <p>Any thread may call. Closing the ring closes the ends taken through it; no method of theirs
 * may be running then but one that waits, which ends with IllegalStateException.
 */
public final class BroadcastRing implements AutoCloseable {
    private final Segment segment; // not to be written
    private final int capacity;
    private final List<LossyConsumer> consumers = new ArrayList<>(); // guarded by this
    private Memory sleepPage; // guarded by this
    private BroadcastProducer producer; // guarded by this

    private BroadcastRing(Segment segment, int capacity) {
        this.segment = segment;
        this.capacity = capacity;
    }

    /** Creates a ring in {@code /dev/shm}. See {@link #create(SegmentOptions, int)}. */
    public static BroadcastRing create(String name, int capacity) {
        return create(SegmentOptions.named(name), capacity);
    }

    /** Opens a ring in {@code /dev/shm}. See {@link #open(SegmentOptions)}. */
    public static BroadcastRing open(String name) {
        return open(SegmentOptions.named(name));
    }

    /** Opens or creates a ring in {@code /dev/shm}. See {@link #create(SegmentOptions, int)}. */
    public static BroadcastRing createOrOpen(String name, int capacity) {
        return createOrOpen(SegmentOptions.named(name), capacity);
    }

    /**
     * Creates a ring.
     *
     * @param capacity bytes, a power of two from 256 to 2^30; a message takes 16 more than its
     *     length, rounded up to a multiple of 8, and that may be an eighth of this. Three quarters
     *     of it are kept for those who are behind
     * @throws SegmentException if the name is taken
     * @throws io.sluice.core.LinuxException if the kernel refuses, for want of space or permission
     */
    public static BroadcastRing create(SegmentOptions options, int capacity) {
        return readOnly(Segment.create(options, BroadcastLayout.lossy(capacity)), capacity);
    }

    /**
     * Opens a ring, whatever its capacity. Needs the right to read it only.
     *
     * @throws SegmentException if it is not a ring of this kind and version, or owner or mode are
     *     not what was asked for
     * @throws io.sluice.core.LinuxException if the kernel refuses; ENOENT if there is none
     */
    public static BroadcastRing open(SegmentOptions options) {
        Segment segment =
                Segment.open(options, SegmentShape.anyCapacity(SegmentKind.BROADCAST_RING));
        boolean opened = false;
        try {
            BroadcastRing ring =
                    new BroadcastRing(segment, segment.capacity(BroadcastLayout::lossy));
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
    public static BroadcastRing createOrOpen(SegmentOptions options, int capacity) {
        return readOnly(Segment.createOrOpen(options, BroadcastLayout.lossy(capacity)), capacity);
    }

    private static BroadcastRing readOnly(Segment any, int capacity) {
        boolean already = any.buffer().byteBuffer().isReadOnly();
        return new BroadcastRing(already ? any : any.readOnly(), capacity);
    }

    /**
     * Takes the writing end, where the one before left it.
     *
     * @throws SegmentException if a producer lives, naming it
     * @throws CorruptSegmentException if the ring's bytes make no sense
     * @throws io.sluice.core.LinuxException if this process may not write the file
     */
    public synchronized RingProducer producer() {
        Segment writable = segment.reopen(true);
        boolean attached = false;
        try {
            writable.acquire(Role.PRODUCER);
            producer =
                    new BroadcastProducer(
                            new Memory(writable.buffer()),
                            capacity,
                            (position, end) -> Long.MAX_VALUE,
                            segment.toString(),
                            writable::close);
            attached = true;
            return producer;
        } finally {
            if (!attached) {
                writable.close();
            }
        }
    }

    /**
     * Joins as a consumer. One thread at a time may use it; take as many as you like.
     *
     * @throws SegmentException if the producer overtakes it again and again before it has joined
     * @throws CorruptSegmentException if the ring's bytes make no sense
     */
    public synchronized BroadcastConsumer consumer(Join join) {
        LossyConsumer consumer =
                new LossyConsumer(
                        new Memory(segment.buffer()),
                        capacity,
                        join,
                        BroadcastLayout.sleepOnMessagesInPage(sleepPage()),
                        segment.toString());
        consumers.removeIf(LossyConsumer::isClosed);
        consumers.add(consumer);
        return consumer;
    }

    /** Who may not write it sleeps on words of his own, which nobody wakes. */
    private Memory sleepPage() {
        if (sleepPage == null) {
            int length = BroadcastLayout.SLEEP_PAGE_LENGTH;
            sleepPage =
                    new Memory(
                            segment.tryMapWritable(BroadcastLayout.SLEEP_PAGE, length)
                                    .orElseGet(
                                            () ->
                                                    new UnsafeBuffer(
                                                            ByteBuffer.allocateDirect(length))));
        }
        return sleepPage;
    }

    /** Who has the producer now; empty as soon as it has closed or died. */
    public Optional<RoleHolder> producerHolder() {
        return segment.holder(Role.PRODUCER);
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
        consumers.forEach(LossyConsumer::close); // first: inside a handler it refuses
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
