package io.sluice.shm;

import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import org.agrona.DirectBuffer;

/** The writing end of a lane. {@link RequestLayout} has the layout. */
final class ResponseLane {
    /** A question is a system call. */
    private static final long QUESTION_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(1);

    final SpscProducer producer;
    final int offset; // of the lane in the segment

    private final Memory memory;
    private final int slot;
    private final IntPredicate lives;

    private long askedNs = System.nanoTime() - QUESTION_INTERVAL_NS; // by refuse
    private long goneUpTo; // by refuse: the last correlation known to be a dead client's

    ResponseLane(RequestMemory channel, int slot, IntPredicate lives) {
        this.memory = channel.lane(slot);
        this.offset = channel.layout().lane(slot);
        this.slot = slot;
        this.lives = lives;
        this.producer =
                new SpscProducer(
                        memory,
                        channel.layout().responseCapacity(),
                        Sleep.onMessages(memory),
                        "lane " + slot + " of " + channel.name(),
                        () -> {});
    }

    /**
     * Claims room for a response.
     *
     * @return the index of its payload in the lane, or what {@link RequestServer#tryClaim} returns
     */
    int tryClaim(long correlation, int msgTypeId, int length) {
        if (correlation < memory.getLongOpaque(RequestLayout.LANE_FROM)) { // FROM
            return RequestServer.CLIENT_GONE;
        }
        int index = producer.tryClaim(msgTypeId, length + RequestLayout.RESPONSE_HEADER);
        if (index < 0) {
            return refuse(correlation);
        }
        memory.putLong(index, correlation);
        return index + RequestLayout.RESPONSE_HEADER;
    }

    void put(int index, DirectBuffer source, int sourceOffset, int length) {
        memory.putBytes(index, source, sourceOffset, length);
    }

    void commit(int index) {
        producer.commit(index - RequestLayout.RESPONSE_HEADER);
    }

    void abort(int index) {
        producer.abort(index - RequestLayout.RESPONSE_HEADER);
    }

    /** The lane is full. Whoever sent a request that was read before its slot was free is gone. */
    private int refuse(long correlation) {
        if (correlation > goneUpTo) {
            long now = System.nanoTime();
            if (now - askedNs < QUESTION_INTERVAL_NS) {
                return RequestServer.NO_ROOM;
            }
            askedNs = now;
            if (lives.test(slot)) {
                return RequestServer.NO_ROOM;
            }
            goneUpTo = correlation;
        }
        return RequestServer.CLIENT_GONE;
    }
}
