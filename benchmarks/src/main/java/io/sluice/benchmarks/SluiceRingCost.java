package io.sluice.benchmarks;

import io.sluice.shm.RingConsumer;
import io.sluice.shm.RingProducer;
import io.sluice.shm.SegmentOptions;
import java.io.IOException;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Messages through one of Sluice's rings, each read before the next is written. */
public class SluiceRingCost extends OperationCost implements MessageHandler {
    /** Which ring. */
    @Param({"SPSC", "MPSC", "FAN_IN", "BROADCAST", "GATED"})
    public String ring;

    private SluiceRing.Ends ends;
    private RingProducer producer;
    private RingConsumer consumer;
    private long seen; // by onMessage

    /** Lets the consumer sleep once, so that the producer must look for sleepers from then on. */
    @State(Scope.Thread)
    public static class Slept {
        private static final long SLEEP_NS = 1_000_000;

        /** Sleeps. */
        @Setup
        public void sleep(SluiceRingCost cost) throws InterruptedException {
            if (cost.consumer.await(0, SLEEP_NS)) {
                throw new IllegalStateException("the ring is not empty");
            }
        }
    }

    /** Creates the ring. */
    @Setup
    public void open() throws IOException {
        try (ScratchDirectory directory = ScratchDirectory.create()) {
            SegmentOptions options = SegmentOptions.named("ring").in(directory.path());
            ends = SluiceRing.valueOf(ring).open(Side.FIRST, options, CostMessage.CAPACITY);
        }
        producer = ends.producer();
        consumer = ends.consumer();
    }

    /** Closes the ring. */
    @TearDown
    public void close() {
        ends.close();
    }

    /** Copies a message in, and reads it in place. */
    @Benchmark
    public long writeAndRead(CostMessage message) {
        if (!producer.write(1, message.buffer(), 0, message.length)) {
            throw new IllegalStateException("the ring is full");
        }
        return read();
    }

    /** As {@link #writeAndRead}, where a consumer has slept at some time before. */
    @Benchmark
    public long writeAndReadOnceSlept(CostMessage message, Slept slept) {
        return writeAndRead(message);
    }

    /** Claims a message, fills in its first eight bytes, and reads it in place. */
    @Benchmark
    public long claimAndRead(CostMessage message) {
        int index = producer.tryClaim(1, message.length);
        producer.buffer().putLong(index, seen);
        producer.commit(index);
        return read();
    }

    /** Looks for a message where there is none. */
    @Benchmark
    public int emptyRead() {
        return consumer.read(this, 1);
    }

    @Override
    public void onMessage(int type, MutableDirectBuffer buffer, int index, int length) {
        seen = buffer.getLong(index);
    }

    private long read() {
        if (consumer.read(this, 1) != 1) {
            throw new IllegalStateException("the ring is empty");
        }
        return seen;
    }
}
