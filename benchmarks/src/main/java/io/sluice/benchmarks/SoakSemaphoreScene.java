package io.sluice.benchmarks;

import io.sluice.futex.Semaphore;
import io.sluice.shm.Named;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.IntPredicate;
import org.agrona.concurrent.AtomicBuffer;

/**
 * A semaphore. What a dead process had taken stays taken: that, exactly, is missing, and is given
 * back while the others stand still.
 */
final class SoakSemaphoreScene implements SoakScene {
    private final Named<Semaphore> named;
    private final Semaphore semaphore;
    private final AtomicBuffer buffer;
    private long pauses; // by afterDeath

    SoakSemaphoreScene(Path directory, SoakNotes notes) {
        this.named = SoakLocks.semaphore(directory);
        this.semaphore = named.get();
        this.buffer = notes.buffer();
    }

    @Override
    public void afterDeath(int slot, IntPredicate others, SoakPatience patience)
            throws IOException {
        long pause = ++pauses;
        buffer.putLongVolatile(SoakTaker.PAUSE, pause); // TAKER
        for (int other = 0; other < SoakKind.SEMAPHORE.slots(); other++) {
            if (others.test(other)) {
                int parked = SoakNotes.slot(other) + SoakTaker.PARKED_IN;
                patience.await(
                        () -> buffer.getLongVolatile(parked) == pause, // TAKER
                        "process " + other + " does not come to its end of taking permits");
            }
        }
        account(slot);
        buffer.putLongVolatile(SoakTaker.PAUSE, 0); // TAKER
    }

    /** Nobody else has a permit: what is missing is the dead one's, all of it or none. */
    private void account(int slot) {
        int own = SoakNotes.slot(slot);
        long about = buffer.getLongVolatile(own + SoakTaker.STATE); // TAKER
        long wanted = buffer.getLongVolatile(own + SoakTaker.WANTED); // TAKER
        long inUse = buffer.getLongVolatile(SoakTaker.IN_USE); // TAKER
        long noted = SoakTaker.noted(inUse, slot);
        int missing = SoakTaker.PERMITS - semaphore.availablePermits();
        boolean mayBeAll = about != SoakTaker.PARKED;
        boolean mustBeAll = about == SoakTaker.HOLDS || noted > 0;
        boolean right =
                mustBeAll ? missing == wanted : missing == 0 || (mayBeAll && missing == wanted);
        if (!right || inUse != noted << (8 * slot)) {
            throw new SoakFault(
                    "process %d was killed in state %d, wanting %d permits, and %d of %d are missing; noted as in use, a byte for each process: %x"
                            .formatted(slot, about, wanted, missing, SoakTaker.PERMITS, inUse));
        }
        buffer.putLongVolatile(own + SoakTaker.STATE, SoakTaker.PARKED); // TAKER
        buffer.putLongVolatile(SoakTaker.IN_USE, 0); // TAKER
        semaphore.release(missing);
    }

    @Override
    public void end(SoakPatience patience) {
        if (semaphore.availablePermits() != SoakTaker.PERMITS) {
            throw new SoakFault(
                    "all processes are dead and accounted for, and there are "
                            + semaphore.availablePermits()
                            + " permits of "
                            + SoakTaker.PERMITS);
        }
    }

    @Override
    public String holders() {
        StringBuilder text = new StringBuilder("available " + semaphore.availablePermits());
        for (int slot = 0; slot < SoakKind.SEMAPHORE.slots(); slot++) {
            int own = SoakNotes.slot(slot);
            text.append(
                    ", process %d in state %d wanting %d"
                            .formatted(
                                    slot,
                                    buffer.getLongVolatile(own + SoakTaker.STATE), // TAKER
                                    buffer.getLongVolatile(own + SoakTaker.WANTED))); // TAKER
        }
        return text.toString();
    }

    @Override
    public void close() {
        named.close();
    }
}
