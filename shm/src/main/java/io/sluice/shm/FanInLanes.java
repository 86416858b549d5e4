package io.sluice.shm;

/** The lanes of a ring laid out as {@link FanInLayout} says, and the ends of each. */
final class FanInLanes {
    private final Memory memory;
    private final int lanes;
    private final int capacity;
    private final String ring;

    FanInLanes(Memory memory, int lanes, int capacity, String ring) {
        this.memory = memory;
        this.lanes = lanes;
        this.capacity = capacity;
        this.ring = ring;
    }

    /** The writing end of a lane, for who has its lock: goes on where the one before stopped. */
    SpscProducer producer(int lane, Runnable giveUpLane) {
        SpscProducer producer =
                new SpscProducer(
                        memory(lane), capacity, Sleep.onMessages(memory), name(lane), giveUpLane);
        use(lane);
        return producer;
    }

    /** The reading end of a lane, for the consumer of the ring. */
    LaneConsumer consumer(int lane) {
        int start = FanInLayout.lane(lane, capacity);
        return new LaneConsumer(memory(lane), memory.buffer(), start, capacity, name(lane));
    }

    /** How far the ends of a lane have come. */
    Positions positions(int lane) {
        return new SpscPositions(memory(lane).buffer(), capacity, name(lane));
    }

    /** How the consumer of the ring sleeps. */
    Sleep onMessages() {
        return Sleep.onMessages(memory);
    }

    /** How many lanes there are. */
    int count() {
        return lanes;
    }

    /** The size of each in bytes. */
    int capacity() {
        return capacity;
    }

    /** How many lanes have to be looked at, if once they were {@code known}. */
    int used(int known) {
        int used = memory.getIntOpaque(FanInLayout.USED); // LANE
        if (used < known || used > lanes) {
            throw FanInLayout.corruptUsed(ring, used, known, lanes);
        }
        return used;
    }

    /** Lets the consumer look at a lane, before the first message is there. */
    private void use(int lane) {
        int used = used(0);
        while (used <= lane && !memory.compareAndSetInt(FanInLayout.USED, used, lane + 1)) { // LANE
            used = used(used);
        }
    }

    private Memory memory(int lane) {
        return memory.slice(
                FanInLayout.lane(lane, capacity), (int) FanInLayout.laneLength(capacity));
    }

    private String name(int lane) {
        return ring + ", lane " + lane + ",";
    }

    @Override
    public String toString() {
        return ring;
    }
}
