package io.sluice.shm;

import io.sluice.core.SpinLock;
import io.sluice.core.TicketLock;
import io.sluice.futex.Barrier;
import io.sluice.futex.EventCount;
import io.sluice.futex.Latch;
import io.sluice.futex.Mutex;
import io.sluice.futex.PiMutex;
import io.sluice.futex.ReadWriteMutex;
import io.sluice.futex.RobustMutex;
import io.sluice.futex.Semaphore;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import org.agrona.concurrent.AtomicBuffer;

/**
 * A lock, or another thing that threads wait at, which processes share by a name: the first to ask
 * for it creates it, the others open it.
 *
 * <pre>{@code
 * try (Named<RobustMutex> named = Named.robustMutex(SegmentOptions.named("orders"), repair)) {
 *     Lock lock = named.get();
 *     ...
 * }
 * }</pre>
 *
 * <p>Each name has a segment of its own, whose kind, version and measures are checked. It stays
 * until {@link Segment#unlink}: what a dead process left in it, the next finds. Any thread may
 * call. Every factory throws {@link SegmentException} if the name is that of something else, with
 * both values in the message, and {@link io.sluice.core.LinuxException} if the kernel refuses.
 *
 * @param <T> what it is
 */
public final class Named<T> implements AutoCloseable {
    private final Segment segment;
    private final T primitive;
    private final HolderRecord record;

    private Named(Segment segment, T primitive) {
        this.segment = segment;
        this.primitive = primitive;
        this.record = new HolderRecord(segment.buffer());
    }

    /** A {@link Mutex}. */
    public static Named<Mutex> mutex(SegmentOptions options) {
        return named(
                options,
                NamedLayout.shape(SegmentKind.MUTEX, Integer.BYTES, 0),
                buffer -> new Mutex(buffer, NamedLayout.PRIMITIVE));
    }

    /**
     * A {@link RobustMutex}.
     *
     * @param repair as {@link RobustMutex#RobustMutex} has it
     * @throws IllegalStateException if it was created in another pid namespace
     */
    public static Named<RobustMutex> robustMutex(SegmentOptions options, Runnable repair) {
        return named(
                options,
                NamedLayout.shape(SegmentKind.ROBUST_MUTEX, RobustMutex.LENGTH, 0)
                        .initializedBy(Named::initializeRobust),
                buffer -> new RobustMutex(buffer, NamedLayout.PRIMITIVE, repair));
    }

    /** A {@link PiMutex}; for the rest see {@link #robustMutex}. */
    public static Named<PiMutex> piMutex(SegmentOptions options, Runnable repair) {
        return named(
                options,
                NamedLayout.shape(SegmentKind.PI_MUTEX, PiMutex.LENGTH, 0)
                        .initializedBy(all -> PiMutex.initialize(all, NamedLayout.PRIMITIVE)),
                buffer -> new PiMutex(buffer, NamedLayout.PRIMITIVE, repair));
    }

    /**
     * A {@link RobustMutex} with conditions; for the rest see {@link #robustMutex}.
     *
     * @param conditions how many, 1 to 1024; the same for all who ask
     */
    public static Named<Monitor> monitor(SegmentOptions options, Runnable repair, int conditions) {
        return named(
                options,
                NamedLayout.monitor(RobustMutex.LENGTH, conditions)
                        .initializedBy(Named::initializeRobust),
                buffer -> new Monitor(buffer, conditions, repair));
    }

    private static void initializeRobust(AtomicBuffer all) {
        RobustMutex.initialize(all, NamedLayout.PRIMITIVE);
    }

    /** A {@link ReadWriteMutex}. */
    public static Named<ReadWriteMutex> readWriteMutex(SegmentOptions options) {
        return named(
                options,
                NamedLayout.shape(SegmentKind.READ_WRITE_MUTEX, ReadWriteMutex.LENGTH, 0),
                buffer -> new ReadWriteMutex(buffer, NamedLayout.PRIMITIVE));
    }

    /** A {@link SpinLock}. */
    public static Named<SpinLock> spinLock(SegmentOptions options) {
        return named(
                options,
                NamedLayout.shape(SegmentKind.SPIN_LOCK, SpinLock.LENGTH, 0),
                buffer -> new SpinLock(buffer, NamedLayout.PRIMITIVE));
    }

    /** A {@link TicketLock}. */
    public static Named<TicketLock> ticketLock(SegmentOptions options) {
        return named(
                options,
                NamedLayout.shape(SegmentKind.TICKET_LOCK, TicketLock.LENGTH, 0),
                buffer -> new TicketLock(buffer, NamedLayout.PRIMITIVE));
    }

    /**
     * A {@link Semaphore}.
     *
     * @param permits what it is created with, up to {@link Semaphore#MAX_PERMITS}; the same for all
     *     who ask, however many there are by then
     */
    public static Named<Semaphore> semaphore(SegmentOptions options, int permits) {
        requireBetween("permits", permits, 0, Semaphore.MAX_PERMITS);
        return named(
                options,
                NamedLayout.shape(SegmentKind.SEMAPHORE, Integer.BYTES, permits)
                        .initializedBy(
                                all -> new Semaphore(all, NamedLayout.PRIMITIVE).release(permits)),
                buffer -> new Semaphore(buffer, NamedLayout.PRIMITIVE));
    }

    /**
     * A {@link Latch}. Once open it stays so under its name.
     *
     * @param count what it is created with, up to {@link Latch#MAX_COUNT}; the same for all who ask
     */
    public static Named<Latch> latch(SegmentOptions options, int count) {
        requireBetween("count", count, 0, Latch.MAX_COUNT);
        return named(
                options,
                NamedLayout.shape(SegmentKind.LATCH, Integer.BYTES, count)
                        .initializedBy(all -> latch(all, count)),
                buffer -> new Latch(buffer, NamedLayout.PRIMITIVE));
    }

    private static Latch latch(AtomicBuffer buffer, int count) {
        return new Latch(buffer, NamedLayout.PRIMITIVE, count);
    }

    /**
     * A {@link Barrier}.
     *
     * @param parties up to {@link Barrier#MAX_PARTIES}; the same for all who ask
     */
    public static Named<Barrier> barrier(SegmentOptions options, int parties) {
        requireBetween("parties", parties, 1, Barrier.MAX_PARTIES);
        return named(
                options,
                NamedLayout.shape(SegmentKind.BARRIER, Barrier.LENGTH, parties),
                buffer -> new Barrier(buffer, NamedLayout.PRIMITIVE, parties));
    }

    /** An {@link EventCount}. */
    public static Named<EventCount> eventCount(SegmentOptions options) {
        return named(
                options,
                NamedLayout.shape(SegmentKind.EVENT_COUNT, Integer.BYTES, 0),
                buffer -> new EventCount(buffer, NamedLayout.PRIMITIVE));
    }

    private static void requireBetween(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    name + "=" + value + " is not between " + least + " and " + most);
        }
    }

    private static <T> Named<T> named(
            SegmentOptions options, SegmentShape shape, Function<AtomicBuffer, T> attach) {
        Segment segment = Segment.createOrOpen(options, shape);
        boolean attached = false;
        try {
            Named<T> named = new Named<>(segment, attach.apply(segment.buffer()));
            attached = true;
            return named;
        } finally {
            if (!attached) {
                segment.close();
            }
        }
    }

    /** What it is: the same object at every call. */
    public T get() {
        return primitive;
    }

    /**
     * The lock, as one whose holder writes down who it is and since when, for {@link #holder}: of a
     * {@link Monitor} its mutex, of a {@link ReadWriteMutex} its write lock. It may be locked so by
     * some and through {@link #get} by others, but whoever locks it so unlocks it so.
     *
     * <p>Each lock reads the clock and writes to a line of its own, and each unlock writes there,
     * within what the lock guards. A virtual thread is refused with {@link IllegalStateException}.
     *
     * @throws UnsupportedOperationException if it is no lock
     */
    public Lock recorded() {
        return new RecordedLock(
                lock().orElseThrow(
                                () ->
                                        new UnsupportedOperationException(
                                                segment + " is no lock: nobody holds it")),
                record);
    }

    /**
     * Who holds it now, for people: by the time it is read it may be another.
     *
     * <p>A {@link RobustMutex}, a {@link PiMutex} and a {@link Monitor} say it by themselves, and
     * never name a thread that the kernel has buried. {@link LockHolder#since} is known if it was
     * taken through {@link #recorded}.
     *
     * <p>Of other locks it is who wrote itself down through {@link #recorded}, which may be dead,
     * with the lock still locked; who locked it otherwise is not seen. Of what is no lock, and of
     * the readers of a {@link ReadWriteMutex}, nobody is.
     */
    public Optional<LockHolder> holder() {
        Optional<LockHolder> written = record.read();
        Lock lock = lock().orElse(null);
        int tid;
        if (lock instanceof RobustMutex robust) {
            tid = robust.holderTid();
        } else if (lock instanceof PiMutex inheriting) {
            tid = inheriting.holderTid();
        } else {
            return written;
        }
        if (tid == 0) {
            return Optional.empty();
        }
        LockHolder known = LockHolder.ofThread(tid);
        return written.filter(known::isThread).or(() -> Optional.of(known));
    }

    private Optional<Lock> lock() {
        if (primitive instanceof Monitor monitor) {
            return Optional.of(monitor.mutex());
        }
        if (primitive instanceof ReadWriteMutex both) {
            return Optional.of(both.writeLock());
        }
        return primitive instanceof Lock lock ? Optional.of(lock) : Optional.empty();
    }

    /** The file, as {@link Segment#path} says. */
    public Path path() {
        return segment.path();
    }

    /**
     * Closes the file, and unlocks nothing. What {@link #get} returned works on as long as anybody
     * has it. Closing twice does nothing.
     */
    @Override
    public void close() {
        segment.close();
    }

    /** Says which segment it is, and what it holds, for a person. */
    @Override
    public String toString() {
        return segment + ", " + primitive;
    }
}
