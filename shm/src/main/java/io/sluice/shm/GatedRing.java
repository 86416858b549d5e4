package io.sluice.shm;

import io.sluice.core.Residency;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A ring buffer in shared memory from one producer to up to {@value BroadcastLayout#MAX_CONSUMERS}
 * consumers, each of which reads every message written since it joined, and none of which loses
 * one: the producer is full when it is a ring ahead of the slowest.
 *
 * <p>Consumers come and go. One that closes or dies, however it dies, holds nothing up: the
 * producer that finds the ring full asks the kernel, at most once in a millisecond, whether the
 * slowest is alive. One that is only paused is waited for; {@link #laggard} says which one. With no
 * consumer the producer is never full. A consumer's position dies with it; its successor joins as
 * any other.
 *
 * <p>The producer's end is as that of {@link BroadcastRing}. A message is released for this
 * consumer as {@link RingConsumer} says. Any thread may call. Closing the ring closes the ends
 * taken through it; no method of theirs may be running then but one that waits, which ends with
 * IllegalStateException.
 */
public final class GatedRing implements AutoCloseable {
    private final Segment segment;
    private final int capacity;
    private final List<GatedConsumer> consumers = new ArrayList<>(); // guarded by this
    private BroadcastProducer producer; // guarded by this

    private GatedRing(Segment segment, int capacity) {
        this.segment = segment;
        this.capacity = capacity;
    }

    /** Creates a ring in {@code /dev/shm}. See {@link #create(SegmentOptions, int)}. */
    public static GatedRing create(String name, int capacity) {
        return create(SegmentOptions.named(name), capacity);
    }

    /** Opens a ring in {@code /dev/shm}. See {@link #open(SegmentOptions)}. */
    public static GatedRing open(String name) {
        return open(SegmentOptions.named(name));
    }

    /** Opens or creates a ring in {@code /dev/shm}. See {@link #create(SegmentOptions, int)}. */
    public static GatedRing createOrOpen(String name, int capacity) {
        return createOrOpen(SegmentOptions.named(name), capacity);
    }

    /**
     * Creates a ring.
     *
     * @param capacity bytes, a power of two from 256 to 2^30; a message takes 16 more than its
     *     length, rounded up to a multiple of 8, and that may be an eighth of this
     * @throws SegmentException if the name is taken
     * @throws io.sluice.core.LinuxException if the kernel refuses, for want of space or permission
     */
    public static GatedRing create(SegmentOptions options, int capacity) {
        return new GatedRing(Segment.create(options, BroadcastLayout.gated(capacity)), capacity);
    }

    /**
     * Opens a ring, whatever its capacity.
     *
     * @throws SegmentException if it is not a ring of this kind and version, or owner or mode are
     *     not what was asked for
     * @throws io.sluice.core.LinuxException if the kernel refuses; ENOENT if there is none
     */
    public static GatedRing open(SegmentOptions options) {
        Segment segment = Segment.open(options, SegmentShape.anyCapacity(SegmentKind.GATED_RING));
        boolean opened = false;
        try {
            GatedRing ring = new GatedRing(segment, segment.capacity(BroadcastLayout::gated));
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
    public static GatedRing createOrOpen(SegmentOptions options, int capacity) {
        return new GatedRing(
                Segment.createOrOpen(options, BroadcastLayout.gated(capacity)), capacity);
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
            String name = segment.toString();
            Gates gates = new Gates(memory, capacity, new SlotLocks(), name);
            Runnable giveUp = () -> segment.release(Role.PRODUCER);
            producer = new BroadcastProducer(memory, capacity, gates, name, giveUp);
            attached = true;
            return producer;
        } finally {
            if (!attached) {
                segment.release(Role.PRODUCER);
            }
        }
    }

    /** Joins as a consumer, which reads what is written from now on. */
    public RingConsumer consumer() {
        return consumer(Join.NEWEST);
    }

    /**
     * Joins as a consumer. One thread at a time may use it.
     *
     * @param join not {@link Join#LATEST_VALUE}: this ring skips nothing
     * @throws SegmentException if there are as many consumers as can be, or the producer overtakes
     *     this one again and again before it has joined
     * @throws CorruptSegmentException if the ring's bytes make no sense
     */
    public synchronized RingConsumer consumer(Join join) {
        if (join == Join.LATEST_VALUE) {
            throw new IllegalArgumentException("join=" + join + " is for a BroadcastRing");
        }
        for (int slot = 0; slot < BroadcastLayout.MAX_CONSUMERS; slot++) {
            if (segment.tryAcquire(BroadcastLayout.lock(slot), BroadcastLayout.holder(slot))) {
                consumers.removeIf(GatedConsumer::isClosed);
                GatedConsumer consumer = join(slot, join);
                consumers.add(consumer);
                return consumer;
            }
        }
        throw new SegmentException(
                segment
                        + " has "
                        + BroadcastLayout.MAX_CONSUMERS
                        + " consumers, as many as can be; close those that are not needed: "
                        + consumers());
    }

    private GatedConsumer join(int slot, Join join) {
        boolean joined = false;
        try {
            Memory memory = new Memory(segment.buffer());
            String name = segment.toString();
            BroadcastCursor cursor = new BroadcastCursor(memory, capacity, name);
            Runnable giveUp = () -> segment.release(BroadcastLayout.lock(slot));
            GatedConsumer consumer = new GatedConsumer(memory, cursor, slot, name, giveUp);
            consumer.join(join);
            joined = true;
            return consumer;
        } finally {
            if (!joined) {
                segment.release(BroadcastLayout.lock(slot));
            }
        }
    }

    private final class SlotLocks implements Gates.Locks {
        @Override
        public boolean tryTake(int slot) {
            int lock = BroadcastLayout.lock(slot);
            // To ask first allocates nothing.
            return !segment.isHeld(lock)
                    && segment.tryAcquire(lock, BroadcastLayout.holder(slot)); // EVICT
        }

        @Override
        public void giveBack(int slot) {
            segment.release(BroadcastLayout.lock(slot));
        }
    }

    /** Who has the producer now; empty as soon as it has closed or died. */
    public Optional<RoleHolder> producerHolder() {
        return segment.holder(Role.PRODUCER);
    }

    /** Who has a consumer now, one entry a consumer. */
    public List<RoleHolder> consumers() {
        List<RoleHolder> holders = new ArrayList<>();
        for (int slot = 0; slot < BroadcastLayout.MAX_CONSUMERS; slot++) {
            holderOf(slot).ifPresent(holders::add);
        }
        return holders;
    }

    /**
     * The consumer that holds the producer up, or will when that has written an eighth of the ring
     * more: the slowest that lives, if it is that far behind. A moment later it may not be.
     */
    public Optional<Laggard> laggard() {
        Optional<Laggard> laggard = Optional.empty();
        long reserved = segment.buffer().getLongAcquire(BroadcastLayout.RESERVED); // RESERVE
        long free = reserved - capacity;
        for (int slot = 0; slot < BroadcastLayout.MAX_CONSUMERS; slot++) {
            long gate = segment.buffer().getLongAcquire(BroadcastLayout.gate(slot)); // RELEASE
            long position = gate - 1;
            if (position >= 0 && position < free) {
                Optional<RoleHolder> holder = holderOf(slot);
                if (holder.isPresent()) {
                    free = position;
                    laggard = Optional.of(new Laggard(holder.get(), position));
                }
            }
        }
        return laggard;
    }

    private Optional<RoleHolder> holderOf(int slot) {
        return segment.holder(BroadcastLayout.lock(slot), BroadcastLayout.holder(slot));
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
        consumers.forEach(GatedConsumer::close); // first: inside a handler it refuses
        if (producer != null) {
            producer.close();
        }
        segment.close();
    }

    @Override
    public String toString() {
        return segment + ", capacity " + capacity;
    }

    /**
     * A consumer that is behind.
     *
     * @param consumer who it is
     * @param position where in the ring's history; while two answers have the same one, it has
     *     released nothing between
     */
    public record Laggard(RoleHolder consumer, long position) {}
}
