package io.sluice.shm;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A lock that one who has a segment open gives up and another takes. All locks that jcstress makes
 * are of one segment without a name, opened twice, as two processes would.
 */
public final class HandedLock {
    private static final SegmentOptions OPTIONS =
            SegmentOptions.named("sluice-stress-" + ProcessHandle.current().pid());
    private static final Segment HOLDER = Segment.create(OPTIONS, Long.BYTES);
    private static final Segment NEXT = Segment.open(OPTIONS, Long.BYTES);
    private static final int RECORD = SegmentLayout.roleRecord(Role.PRODUCER); // nobody reads it
    private static final AtomicInteger LOCKS = new AtomicInteger();

    static {
        Segment.unlink(OPTIONS);
    }

    private final int lock = LOCKS.incrementAndGet();

    /** A lock that its holder has. */
    public HandedLock() {
        if (!HOLDER.tryAcquire(lock, RECORD)) {
            throw new IllegalStateException("lock=" + lock + " is taken");
        }
    }

    /** Its holder gives it up. */
    public void giveUp() {
        HOLDER.release(lock);
    }

    /** The next one takes it. Returns whether it was free. */
    public boolean tryTake() {
        return NEXT.tryAcquire(lock, RECORD);
    }

    /** Whoever has it gives it up. */
    public void free() {
        HOLDER.release(lock);
        NEXT.release(lock);
    }
}
