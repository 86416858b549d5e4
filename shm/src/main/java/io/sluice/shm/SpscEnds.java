package io.sluice.shm;

/** The ends of an {@link SpscRing}, for one writing thread. */
final class SpscEnds extends RingEnds {
    private final SpscRing ring;

    private SpscProducer producer; // by producer: the writing thread

    SpscEnds(SpscRing ring) {
        super(ring.buffer(), ring.capacity(), SpscLayout.maxMsgLength(ring.capacity()));
        this.ring = ring;
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
    RecordConsumer takeConsumer() {
        return (RecordConsumer) ring.consumer();
    }

    /**
     * Follows the records from head, or from where this object's producer is. RACE: to this thread
     * that may be where it was; there a record ended, too. What is read before head was read and
     * found not to be beyond it is a header, not yet part of a later lap.
     */
    @Override
    long producerPosition() {
        SpscProducer own = producer;
        long position = own == null ? 0 : own.position;
        for (long head = consumerPosition(); ; ) {
            position = Math.max(position, head);
            long header = buffer.getLongAcquire(index(position)); // PUBLISH
            head = consumerPosition();
            if (head > position) {
                continue;
            }
            if (header == 0) {
                return position;
            }
            if (!SpscLayout.isRecord(header, maxMsgLength) || position - head >= capacity) {
                throw SpscLayout.corruptRecord(ring.toString(), position, header);
            }
            position += SpscLayout.recordLength(SpscLayout.length(header));
        }
    }

    private int index(long position) {
        return SpscLayout.RECORDS + ((int) position & capacity - SpscLayout.ALIGNMENT);
    }

    /** Of a producer that died nothing is seen but what it published. */
    @Override
    boolean unblock() {
        return false;
    }
}
