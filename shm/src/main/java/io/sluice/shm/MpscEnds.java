package io.sluice.shm;

import java.util.function.IntPredicate;

/** The ends of an {@link MpscRing}, for any number of writing threads. */
final class MpscEnds extends ThreadEnds {
    private final MpscRing ring;
    private final MpscClaims claims; // guarded by this; only looks, and pads
    private final IntPredicate isDead;

    MpscEnds(MpscRing ring) {
        super(ring.buffer(), ring.capacity(), MpscLayout.maxMsgLength(ring.capacity()));
        this.ring = ring;
        this.claims = new MpscClaims(new Memory(buffer), capacity, 0, ring.toString());
        this.isDead = slot -> !ring.lives(slot);
    }

    @Override
    RecordProducer takeProducer() {
        return (RecordProducer) ring.producer();
    }

    /** What a thread writes has its place among all messages, by whichever producer. */
    @Override
    boolean passesOpenClaims() {
        return true;
    }

    @Override
    ReleasingConsumer takeConsumer() {
        return (ReleasingConsumer) ring.consumer();
    }

    /** tail is a hint; the claims say. */
    @Override
    public synchronized long producerPosition() {
        return claims.end();
    }

    @Override
    synchronized boolean unblock() {
        boolean claimed = super.unblock();
        return claims.pad(isDead) || claimed;
    }
}
