package io.sluice.benchmarks;

import io.sluice.futex.Semaphore;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AtomicBuffer;

/**
 * Takes and gives permits for ever, noting before each what it is about.
 *
 * <p>In the notes: at GUARDED how many permits each process has noted, a byte for each; 128 bytes
 * after it PAUSE, which is not 0 while nobody may take. STATE of who stands still then is PARKED,
 * and PARKED what PAUSE is.
 */
final class SoakTaker implements SoakActor {
    static final int PERMITS = 4;
    static final int MOST_WANTED = 2; // so that a death leaves enough

    static final int IN_USE = SoakNotes.GUARDED;
    static final int PAUSE = SoakNotes.GUARDED + 128;
    static final int STATE = 32;
    static final int WANTED = 40;
    static final int PARKED_IN = 48;

    static final long PARKED = 0;
    static final long WANTS = 1;
    static final long HOLDS = 2;
    static final long GIVES = 3;

    private static final int MOST_INSIDE_NS = 50_000;

    private final Semaphore semaphore;
    private final SoakNotes notes;
    private final AtomicBuffer buffer;
    private final int slot;
    private final int own;
    private final SplittableRandom random;
    private final boolean intrudes;

    /**
     * A process of a kind.
     *
     * @param intrudes whether it goes in without permits now and then
     */
    SoakTaker(
            Semaphore semaphore,
            SoakNotes notes,
            int slot,
            SplittableRandom random,
            boolean intrudes) {
        this.semaphore = semaphore;
        this.notes = notes;
        this.buffer = notes.buffer();
        this.slot = slot;
        this.own = SoakNotes.slot(slot);
        this.random = random;
        this.intrudes = intrudes;
    }

    @Override
    public void begin() {
        notes.life(slot, notes.life(slot) + 1);
    }

    @Override
    public void step() throws InterruptedException {
        park();
        int permits = random.nextInt(1, MOST_WANTED + 1);
        boolean intruding = intrudes && random.nextInt(20) == 0;
        buffer.putLongVolatile(own + WANTED, permits); // TAKER
        buffer.putLongVolatile(own + STATE, WANTS); // TAKER
        if (!intruding) {
            take(permits);
        }
        note(permits);
        buffer.putLongVolatile(own + STATE, HOLDS); // TAKER
        SoakLocker.spin(random.nextInt(MOST_INSIDE_NS));
        buffer.putLongVolatile(own + STATE, GIVES); // TAKER
        note(-permits);
        if (!intruding) {
            semaphore.release(permits);
        }
        buffer.putLongVolatile(own + STATE, PARKED); // TAKER
        notes.count(slot, 1);
    }

    private void park() throws InterruptedException {
        long pause = buffer.getLongVolatile(PAUSE); // TAKER
        while (pause != 0) {
            buffer.putLongVolatile(own + PARKED_IN, pause); // TAKER
            TimeUnit.MICROSECONDS.sleep(200);
            pause = buffer.getLongVolatile(PAUSE); // TAKER
        }
    }

    private void take(int permits) throws InterruptedException {
        switch (random.nextInt(3)) {
            case 0 -> semaphore.acquire(permits);
            case 1 -> semaphore.acquireUninterruptibly(permits);
            default -> {
                boolean taken = false;
                while (!taken) {
                    int us = random.nextInt(500);
                    taken = semaphore.tryAcquire(permits, us, TimeUnit.MICROSECONDS);
                }
            }
        }
    }

    /** What a process has noted. */
    static long noted(long inUse, int slot) {
        return (inUse >>> (8 * slot)) & 0xff;
    }

    private void note(long permits) {
        long change = permits << (8 * slot);
        long inUse = buffer.getAndAddLong(IN_USE, change) + change; // TAKER
        long sum = 0;
        for (int each = 0; each < Long.BYTES; each++) {
            sum += noted(inUse, each);
        }
        if (sum > PERMITS) {
            throw new SoakFault(
                    "%d permits are in use and there are %d; a byte for each process: %x"
                            .formatted(sum, PERMITS, inUse));
        }
    }
}
