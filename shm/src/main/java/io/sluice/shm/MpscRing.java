package io.sluice.shm;

import io.sluice.core.Residency;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.agrona.concurrent.AtomicBuffer;

/**
 * A ring buffer in shared memory from many producers to one consumer, which reads every message in
 * the order in which the producers claimed room for them.
 *
 * <p>A producer is for one thread; take one for each thread that writes, up to {@value
 * MpscLayout#MAX_PRODUCERS} in all processes together. Whatever instruction a producer's process
 * dies at, no message that was published is lost or altered, and the consumer passes what was left
 * unfinished when it has come there and the kernel has taken the process down (which takes the
 * kernel longer the more memory that had): within 10 ms while it waits in {@link
 * RingConsumer#await(long)}, else by 32 reads over a millisecond. A producer that is only paused is
 * waited for; {@link #openClaim} says which one.
 *
 * <p>The consumer's end is as that of {@link SpscRing}. Any thread may call. Closing the ring
 * closes the ends taken through it; no method of theirs may be running then but one that waits,
 * which ends with IllegalStateException.
 */
public final class MpscRing implements AutoCloseable {
    private final Segment segment;
    private final int capacity;
    private final MpscSlots slots;
    private final List<MpscProducer> producers = new ArrayList<>(); // guarded by this
    private MpscConsumer consumer; // guarded by this

    private MpscRing(Segment segment, int capacity) {
        this.segment = segment;
        this.capacity = capacity;
        this.slots = new MpscSlots(segment, MpscLayout.MAX_PRODUCERS, "producers");
    }

    /** Creates a ring in {@code /dev/shm}. See {@link #create(SegmentOptions, int)}. */
    public static MpscRing create(String name, int capacity) {
        return create(SegmentOptions.named(name), capacity);
    }

    /** Opens a ring in {@code /dev/shm}. See {@link #open(SegmentOptions)}. */
    public static MpscRing open(String name) {
        return open(SegmentOptions.named(name));
    }

    /** Opens or creates a ring in {@code /dev/shm}. See {@link #create(SegmentOptions, int)}. */
    public static MpscRing createOrOpen(String name, int capacity) {
        return createOrOpen(SegmentOptions.named(name), capacity);
    }

    /**
     * Creates a ring.
     *
     * @param capacity bytes, a power of two from 4096 to 2^30; a message takes 16 more than its
     *     length, rounded up to a multiple of 64, and may be as long as an eighth of this, and
     *     1,048,496
     * @throws SegmentException if the name is taken
     * @throws io.sluice.core.LinuxException if the kernel refuses, for want of space or permission
     */
    public static MpscRing create(SegmentOptions options, int capacity) {
        return new MpscRing(Segment.create(options, MpscLayout.shape(capacity)), capacity);
    }

    /**
     * Opens a ring, whatever its capacity.
     *
     * @throws SegmentException if it is not a ring of this kind and version, or owner or mode are
     *     not what was asked for
     * @throws io.sluice.core.LinuxException if the kernel refuses; ENOENT if there is none
     */
    public static MpscRing open(SegmentOptions options) {
        Segment segment = Segment.open(options, SegmentShape.anyCapacity(SegmentKind.MPSC_RING));
        boolean opened = false;
        try {
            MpscRing ring = new MpscRing(segment, segment.capacity(MpscLayout::shape));
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
    public static MpscRing createOrOpen(SegmentOptions options, int capacity) {
        return new MpscRing(Segment.createOrOpen(options, MpscLayout.shape(capacity)), capacity);
    }

    /**
     * Takes a writing end, for one thread.
     *
     * @throws SegmentException if there are as many producers as can be
     * @throws CorruptSegmentException if the ring's bytes make no sense
     */
    public synchronized RingProducer producer() {
        MpscProducer producer =
                slots.take(
                        (slot, giveUp) ->
                                new MpscProducer(
                                        new Memory(segment.buffer()),
                                        capacity,
                                        slot,
                                        segment.toString(),
                                        giveUp));
        producers.removeIf(MpscProducer::isClosed);
        producers.add(producer);
        return producer;
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
                    new MpscConsumer(
                            new Memory(segment.buffer()),
                            capacity,
                            slots::isHeld,
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

    /** Who has a producer now, one entry a producer. */
    public List<RoleHolder> producers() {
        return slots.holders();
    }

    /** Who has the consumer now; empty as soon as it has closed or died. */
    public Optional<RoleHolder> consumerHolder() {
        return segment.holder(Role.CONSUMER);
    }

    /**
     * The claim that the consumer comes to next, if a producer that lives has neither committed nor
     * aborted it. A moment later it may have.
     */
    public Optional<OpenClaim> openClaim() {
        long head = segment.buffer().getLongAcquire(MpscLayout.HEAD); // RELEASE
        int bits = Integer.numberOfTrailingZeros(capacity);
        long claim =
                segment.buffer().getLongAcquire(MpscLayout.claimIndex(head, capacity)); // DEATH
        long key = MpscLayout.key(segment.buffer().getLong(SegmentLayout.NONCE));
        int inRing = (int) head & capacity - MpscLayout.GRANULE;
        int record = MpscLayout.records(capacity) + inRing;
        int owner = MpscLayout.owner(claim);
        boolean open =
                MpscLayout.claimedLap(claim) == MpscLayout.lap(head, bits)
                        && owner != 0
                        && segment.buffer().getLongAcquire(record) // PUBLISH
                                != MpscLayout.stamp(head, key);
        return open
                ? slots.holder(owner).map(holder -> new OpenClaim(holder, head))
                : Optional.empty();
    }

    /** Whether the producer in a slot lives, by the kernel's word. */
    boolean lives(int slot) {
        return slots.isHeld(slot);
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
        producers.forEach(MpscProducer::close);
        segment.close();
    }

    @Override
    public String toString() {
        return segment + ", capacity " + capacity;
    }

    /**
     * A claim that holds the consumer up.
     *
     * @param producer whose it is
     * @param position where in the ring's history; while two answers have the same one, it has been
     *     open all the time between
     */
    public record OpenClaim(RoleHolder producer, long position) {}
}
