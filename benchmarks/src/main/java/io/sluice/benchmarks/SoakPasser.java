package io.sluice.benchmarks;

import io.sluice.futex.CondVar;
import io.sluice.shm.Monitor;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.agrona.concurrent.AtomicBuffer;

/**
 * Puts numbers into a buffer of four, or takes them out, under a monitor with two conditions; those
 * in even slots put.
 *
 * <p>Beside the record: PUT, TAKEN, and the buffer. The next number to put is PUT.
 */
final class SoakPasser implements SoakActor {
    /** Conditions of the monitor. */
    static final int CONDITIONS = 2;

    private static final int PUT = SoakNotes.GUARDED + 4096;
    private static final int TAKEN = PUT + 8;
    private static final int SLOTS = PUT + 64;
    private static final int ROOM = 4;
    private static final int MOST_INSIDE_NS = 5_000;

    private final AtomicBuffer buffer;
    private final SoakNotes notes;
    private final int slot;
    private final SplittableRandom random;
    private final SoakRecord record;
    private final Monitor monitor;
    private final boolean intrudes;
    private long holder; // by begin

    /**
     * A process of a kind.
     *
     * @param monitors makes the monitor, given its repair
     * @param intrudes whether it goes in without the lock now and then
     */
    SoakPasser(
            Function<Runnable, Monitor> monitors,
            SoakNotes notes,
            int slot,
            SplittableRandom random,
            boolean intrudes) {
        this.buffer = notes.buffer();
        this.notes = notes;
        this.slot = slot;
        this.random = random;
        this.intrudes = intrudes;
        this.record = new SoakRecord(buffer, SoakNotes.GUARDED);
        this.monitor = monitors.apply(this::repair);
    }

    @Override
    public void begin() {
        int life = notes.life(slot) + 1;
        holder = SoakRecord.holder(slot, life);
        notes.life(slot, life);
    }

    /** The dead one may have put or taken, and not yet signalled. */
    private void repair() {
        record.repair();
        monitor.condition(0).signalAll();
        monitor.condition(1).signalAll();
    }

    @Override
    public void step() throws InterruptedException {
        if (intrudes && random.nextInt(10) == 0) {
            work();
            rest();
        }
        boolean puts = slot % 2 == 0;
        monitor.mutex().lockInterruptibly();
        work();
        while (buffer.getLong(PUT) - buffer.getLong(TAKEN) == (puts ? ROOM : 0)) {
            await(monitor.condition(puts ? 0 : 1));
        }
        if (puts) {
            put();
        } else {
            take();
        }
        rest();
        monitor.mutex().unlock();
        notes.count(slot, 1);
        if (random.nextInt(500) == 0) {
            TimeUnit.MICROSECONDS.sleep(100);
        }
    }

    @SuppressWarnings("WaitNotInLoop") // its caller loops
    private void await(CondVar condition) throws InterruptedException {
        rest();
        switch (random.nextInt(3)) {
            case 0 -> condition.await();
            case 1 -> condition.awaitUninterruptibly();
            default -> {
                long unused = condition.awaitNanos(random.nextInt(1_000_000));
            }
        }
        work();
    }

    private void put() {
        long next = buffer.getLong(PUT);
        buffer.putLong(place(next), next);
        buffer.putLongVolatile(PUT, next + 1); // CHECK
        signal(monitor.condition(1));
    }

    private void take() {
        long next = buffer.getLong(TAKEN);
        long found = buffer.getLong(place(next));
        if (found != next) {
            throw new SoakFault("expected the number " + next + " in the buffer, came " + found);
        }
        buffer.putLongVolatile(TAKEN, next + 1); // CHECK
        signal(monitor.condition(0));
    }

    private static int place(long number) {
        return SLOTS + Long.BYTES * (int) (number % ROOM);
    }

    private void signal(CondVar condition) {
        if (random.nextBoolean()) {
            condition.signal();
        } else {
            condition.signalAll();
        }
    }

    private void work() {
        record.enter(holder);
        SoakLocker.spin(random.nextInt(MOST_INSIDE_NS));
        record.write();
    }

    private void rest() {
        record.leave(holder);
    }
}
