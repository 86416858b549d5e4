package io.sluice.shm;

/**
 * The ends of a {@link FanInRing}, for as many writing threads as it has lanes. What a ring of one
 * producer has once it has once a lane: positions and size are sums.
 */
final class FanInEnds extends ThreadEnds {
    private final FanInRing ring;
    private final FanInLanes lanes;
    private final Positions[] positions; // by lane

    FanInEnds(FanInRing ring) {
        super(
                ring.buffer(),
                ring.lanes() * ring.capacity(),
                SpscLayout.maxMsgLength(ring.capacity()));
        this.ring = ring;
        Memory memory = new Memory(buffer);
        this.lanes = new FanInLanes(memory, ring.lanes(), ring.capacity(), ring.toString());
        this.positions = new Positions[ring.lanes()];
        for (int lane = 0; lane < positions.length; lane++) {
            positions[lane] = lanes.positions(lane);
        }
    }

    @Override
    RecordProducer takeProducer() {
        return (RecordProducer) ring.producer();
    }

    /** In another lane, what a thread writes after it might be read before what it has written. */
    @Override
    boolean passesOpenClaims() {
        return false;
    }

    @Override
    int start(RingProducer producer) {
        return (int) (producer.buffer().addressOffset() - buffer.addressOffset());
    }

    @Override
    ReleasingConsumer takeConsumer() {
        return (ReleasingConsumer) ring.consumer();
    }

    @Override
    public long producerPosition() {
        long sum = 0;
        for (int lane = lanes.used(0) - 1; lane >= 0; lane--) {
            sum += positions[lane].producerPosition();
        }
        return sum;
    }

    @Override
    public long consumerPosition() {
        long sum = 0;
        for (int lane = lanes.used(0) - 1; lane >= 0; lane--) {
            sum += positions[lane].consumerPosition();
        }
        return sum;
    }

    /** Lane by lane: all of them at one moment nobody can see. */
    @Override
    public long size() {
        long sum = 0;
        for (int lane = lanes.used(0) - 1; lane >= 0; lane--) {
            sum += positions[lane].size();
        }
        return sum;
    }
}
