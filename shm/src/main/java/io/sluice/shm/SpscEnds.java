package io.sluice.shm;

/** The ends of an {@link SpscRing}, for one writing thread. */
final class SpscEnds extends RingEnds {
    private final SpscRing ring;
    private final SpscPositions positions;

    private SpscProducer producer; // by producer: the writing thread

    SpscEnds(SpscRing ring) {
        super(ring.buffer(), ring.capacity(), SpscLayout.maxMsgLength(ring.capacity()));
        this.ring = ring;
        this.positions = new SpscPositions(buffer, capacity, ring.toString());
    }

    @Override
    RingProducer producer() {
        if (producer == null) {
            producer = (SpscProducer) ring.producer();
        }
        return producer;
    }

    @Override
    RingProducer claimant(int index) {
        if (producer == null) {
            throw Refusal.ofEnd(index, Refusal.NONE);
        }
        return producer;
    }

    @Override
    ReleasingConsumer takeConsumer() {
        return (ReleasingConsumer) ring.consumer();
    }

    @Override
    public long producerPosition() {
        return positions.producerPosition();
    }

    @Override
    public long size() {
        return positions.size();
    }

    /** Of a producer that died nothing is seen but what it published. */
    @Override
    boolean unblock() {
        return false;
    }
}
