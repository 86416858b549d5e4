package io.sluice.shm;

import org.agrona.concurrent.AtomicBuffer;

/** The reading end of one lane, whose handlers see the segment that the lane is part of. */
final class LaneConsumer extends SpscConsumer {
    private final AtomicBuffer segment;
    private final int start; // of the lane in the segment

    LaneConsumer(Memory lane, AtomicBuffer segment, int start, int capacity, String ring) {
        super(lane, capacity, ring, () -> {});
        this.segment = segment;
        this.start = start;
    }

    @Override
    AtomicBuffer messages() {
        return segment;
    }

    @Override
    int messageIndex() {
        return start + super.messageIndex();
    }
}
