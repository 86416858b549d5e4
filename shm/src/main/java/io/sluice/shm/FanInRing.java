package io.sluice.shm;

import io.sluice.core.Residency;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.agrona.concurrent.AtomicBuffer;

/**
 * A ring buffer in shared memory from many producers to one consumer, which reads every producer's
 * messages in their order, and keeps none between those of different producers. For one total order
 * see {@link MpscRing}; this is faster, because its producers share nothing that they write.
 *
 * <p>Each producer has a lane of its own, a ring of the given capacity, which nobody else waits
 * for: what one has claimed, or left when it died, holds no other up. A producer is for one thread;
 * take one for each thread that writes, as many as there are lanes in all processes together. It
 * gives its lane up when it closes or dies, however it dies, and the next producer takes the lowest
 * lane that is free: what lies in it is read first, and nothing that was written is lost.
 *
 * <p>The consumer goes round the lanes and reads at most {@value FanInConsumer#MESSAGES_PER_TURN}
 * messages of one before it looks at the next, so that nobody who writes much holds up who writes
 * little; a message its handler aborts comes again at its lane's next turn. Its end is otherwise as
 * that of {@link SpscRing}, an eighth being that of a lane. Every lane that was ever taken costs it
 * a look at one line a round.
 *
 * <p>Any thread may call. Closing the ring closes the ends taken through it; no method of theirs
 * may be running then but one that waits, which ends with IllegalStateException.
 */
public final class FanInRing implements AutoCloseable {
    private final Segment segment;
    private final int capacity;
    private final FanInLanes lanes;
    private final SpscProducer[] producers; // by lane, the last of each; guarded by this
    private FanInConsumer consumer; // guarded by this

    private FanInRing(Segment segment, int capacity) {
        int count = FanInLayout.lanes(capacity, segment.buffer().capacity());
        this.segment = segment;
        this.capacity = capacity;
        this.lanes =
                new FanInLanes(new Memory(segment.buffer()), count, capacity, segment.toString());
        this.producers = new SpscProducer[count];
    }

    /** Creates a ring in {@code /dev/shm}. See {@link #create(SegmentOptions, int, int)}. */
    public static FanInRing create(String name, int lanes, int capacity) {
        return create(SegmentOptions.named(name), lanes, capacity);
    }

    /** Opens a ring in {@code /dev/shm}. See {@link #open(SegmentOptions)}. */
    public static FanInRing open(String name) {
        return open(SegmentOptions.named(name));
    }

    /** Opens or creates one in {@code /dev/shm}. See {@link #create(SegmentOptions, int, int)}. */
    public static FanInRing createOrOpen(String name, int lanes, int capacity) {
        return createOrOpen(SegmentOptions.named(name), lanes, capacity);
    }

    /**
     * Creates a ring.
     *
     * @param lanes how many producers there can be at a time, 1 to {@value FanInLayout#MAX_LANES}
     * @param capacity bytes of each lane, a power of two from 128 to 2^30; a message takes 8 more
     *     than its length, rounded up to a multiple of 8, and may be as long as an eighth of this
     * @throws IllegalArgumentException if all lanes together, of which each takes an eighth and up
     *     to 8 KiB more than its capacity, do not fit into 2^31 bytes
     * @throws SegmentException if the name is taken
     * @throws io.sluice.core.LinuxException if the kernel refuses, for want of space or permission
     */
    public static FanInRing create(SegmentOptions options, int lanes, int capacity) {
        return new FanInRing(Segment.create(options, FanInLayout.shape(lanes, capacity)), capacity);
    }

    /**
     * Opens a ring, whatever its lanes and their capacity.
     *
     * @throws SegmentException if it is not a ring of this kind and version, or owner or mode are
     *     not what was asked for
     * @throws io.sluice.core.LinuxException if the kernel refuses; ENOENT if there is none
     */
    public static FanInRing open(SegmentOptions options) {
        Segment segment = Segment.open(options, SegmentShape.anyCapacity(SegmentKind.FAN_IN_RING));
        int length = segment.buffer().capacity();
        boolean opened = false;
        try {
            int capacity =
                    segment.capacity(any -> FanInLayout.shape(FanInLayout.lanes(any, length), any));
            FanInRing ring = new FanInRing(segment, capacity);
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
     * @throws SegmentException as {@link #open(SegmentOptions)} does, and if its lanes or their
     *     capacity are others
     */
    public static FanInRing createOrOpen(SegmentOptions options, int lanes, int capacity) {
        return new FanInRing(
                Segment.createOrOpen(options, FanInLayout.shape(lanes, capacity)), capacity);
    }

    /**
     * Takes the writing end of a lane, for one thread.
     *
     * @throws SegmentException if every lane is taken, naming by whom
     * @throws CorruptSegmentException if the lane's bytes make no sense
     */
    public synchronized RingProducer producer() {
        for (int lane = 0; lane < lanes.count(); lane++) {
            if (segment.tryAcquire(
                    FanInLayout.lock(lane), FanInLayout.producerRecord(lane, capacity))) {
                return producer(lane);
            }
        }
        throw new SegmentException(
                segment
                        + " has "
                        + lanes.count()
                        + " lanes, and all are taken; close producers that are not needed: "
                        + producers());
    }

    private SpscProducer producer(int lane) {
        boolean attached = false;
        try {
            producers[lane] = lanes.producer(lane, () -> segment.release(FanInLayout.lock(lane)));
            attached = true;
            return producers[lane];
        } finally {
            if (!attached) {
                segment.release(FanInLayout.lock(lane));
            }
        }
    }

    /**
     * Takes the reading end of all lanes, where the one before released them.
     *
     * @throws SegmentException if a consumer lives, naming it
     * @throws CorruptSegmentException if the ring's bytes make no sense
     */
    public synchronized RingConsumer consumer() {
        segment.acquire(Role.CONSUMER);
        boolean attached = false;
        try {
            consumer = new FanInConsumer(lanes, () -> segment.release(Role.CONSUMER));
            attached = true;
            return consumer;
        } finally {
            if (!attached) {
                segment.release(Role.CONSUMER);
            }
        }
    }

    /** Who has a producer now, one entry a lane that is taken. */
    public List<RoleHolder> producers() {
        List<RoleHolder> holders = new ArrayList<>();
        for (int lane = 0; lane < lanes.count(); lane++) {
            segment.holder(FanInLayout.lock(lane), FanInLayout.producerRecord(lane, capacity))
                    .ifPresent(holders::add);
        }
        return holders;
    }

    /** Who has the consumer now; empty as soon as it has closed or died. */
    public Optional<RoleHolder> consumerHolder() {
        return segment.holder(Role.CONSUMER);
    }

    /** The whole segment. */
    AtomicBuffer buffer() {
        return segment.buffer();
    }

    /** How many producers there can be at a time. */
    public int lanes() {
        return lanes.count();
    }

    /** The size of each lane in bytes. */
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
        for (SpscProducer producer : producers) {
            if (producer != null) {
                producer.close();
            }
        }
        segment.close();
    }

    @Override
    public String toString() {
        return segment + ", " + lanes.count() + " lanes of capacity " + capacity;
    }
}
