package io.sluice.benchmarks;

import io.sluice.shm.RingProducer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes for ever, in every way there is, going on after what its predecessor began. */
final class SoakProducer implements SoakActor {
    private static final long LONG_WAIT_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int RARELY = 400;
    private static final int OFTEN = 20;

    private final SoakRing ring;
    private final SoakNotes notes;
    private final int slot;
    private final SplittableRandom random;
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[SoakMessage.LONGEST]);
    private RingProducer producer; // by begin
    private SoakMessage next; // by begin and step
    private int restEvery; // by begin

    SoakProducer(SoakRing ring, SoakNotes notes, int slot, SplittableRandom random) {
        this.ring = ring;
        this.notes = notes;
        this.slot = slot;
        this.random = random;
    }

    @Override
    public void begin() {
        producer = ring.producers().get();
        restEvery = random.nextBoolean() ? RARELY : OFTEN;
        int life = notes.beginLife(slot);
        next = new SoakMessage(slot, life, notes.begun(slot));
    }

    @Override
    public void step() throws InterruptedException {
        long end = next.sequence() + next.together();
        notes.begun(slot, end);
        if (next.together() > 1) {
            writeBatch(end);
        } else {
            while (!writeOrClaim(next)) {
                awaitRoom(next.length());
            }
            next = next.next();
        }
        notes.written(slot, end);
        notes.count(slot, 1);
        if (random.nextInt(restEvery) == 0) {
            TimeUnit.MICROSECONDS.sleep(random.nextInt(200)); // lets readers sleep
        }
    }

    private void writeBatch(long end) throws InterruptedException {
        while (!producer.tryStartBatch(SoakMessage.BATCH_ROOM)) {
            awaitRoom(SoakMessage.BATCH_ROOM);
        }
        for (; next.sequence() < end; next = next.next()) {
            if (!writeOrClaim(next)) {
                throw new SoakFault("there was no room in a batch for " + next);
            }
        }
        producer.publishBatch();
    }

    /** Sleeps, as it is killed there too; and spins, as it then publishes at other times. */
    private void awaitRoom(int length) throws InterruptedException {
        if (random.nextInt(4) == 0) {
            Thread.yield();
        } else {
            boolean unused = producer.awaitRoom(length, LONG_WAIT_NS);
        }
    }

    private boolean writeOrClaim(SoakMessage message) {
        int length = message.length();
        if (random.nextBoolean()) {
            message.write(scratch, 0);
            return producer.write(SoakMessage.TYPE, scratch, 0, length);
        }
        int index = producer.tryClaim(SoakMessage.TYPE, length);
        if (index >= 0 && random.nextInt(8) == 0) {
            producer.abort(index);
            index = producer.tryClaim(SoakMessage.TYPE, length);
        }
        if (index < 0) {
            return false;
        }
        message.write(producer.buffer(), index);
        producer.commit(index);
        return true;
    }
}
