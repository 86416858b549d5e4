package io.sluice.benchmarks;

import io.sluice.futex.Acquisition;
import io.sluice.futex.RobustMutex;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Locks a robust mutex for ever, in every way there is, and changes what it guards. */
final class SoakLocker implements SoakActor {
    private static final int MOST_INSIDE_NS = 10_000;
    private static final int INTRUDES_IN = 10;
    private static final int MOST_OUTSIDE_NS = 5_000;

    private final RobustMutex mutex;
    private final SoakRecord record;
    private final SoakNotes notes;
    private final int slot;
    private final SplittableRandom random;
    private final boolean intrudes;
    private long holder; // by begin

    /**
     * A process of a kind.
     *
     * @param mutexes makes the mutex, given its repair
     * @param intrudes whether it goes in without the lock now and then
     */
    SoakLocker(
            Function<Runnable, RobustMutex> mutexes,
            SoakNotes notes,
            int slot,
            SplittableRandom random,
            boolean intrudes) {
        this.record = new SoakRecord(notes.buffer(), SoakNotes.GUARDED);
        this.mutex = mutexes.apply(record::repair);
        this.notes = notes;
        this.slot = slot;
        this.random = random;
        this.intrudes = intrudes;
    }

    @Override
    public void begin() {
        int life = notes.life(slot) + 1;
        holder = SoakRecord.holder(slot, life);
        notes.life(slot, life);
    }

    @Override
    public void step() throws InterruptedException {
        boolean intruding = intrudes && random.nextInt(INTRUDES_IN) == 0;
        if (!intruding) {
            lock();
        }
        record.enter(holder);
        spin(random.nextInt(MOST_INSIDE_NS));
        record.write();
        spin(random.nextInt(MOST_INSIDE_NS));
        record.leave(holder);
        if (!intruding) {
            mutex.unlock();
        }
        notes.count(slot, 1);
        spin(random.nextInt(MOST_OUTSIDE_NS));
    }

    private void lock() throws InterruptedException {
        switch (random.nextInt(4)) {
            case 0 -> mutex.lock();
            case 1 -> mutex.lockInterruptibly();
            case 2 -> acquire();
            default -> {
                boolean locked = false;
                while (!locked) {
                    locked = mutex.tryLock(random.nextInt(500), TimeUnit.MICROSECONDS);
                }
            }
        }
    }

    private void acquire() {
        Acquisition acquisition = mutex.acquire();
        switch (acquisition) {
            case ACQUIRED -> {
                // the record is whole, which is checked
            }
            case OWNER_DIED -> {
                record.repair();
                mutex.makeConsistent();
            }
            default -> throw new SoakFault("acquire() came to " + acquisition);
        }
    }

    static void spin(long ns) {
        long endNs = System.nanoTime() + ns;
        while (System.nanoTime() < endNs) {
            Thread.onSpinWait();
        }
    }
}
