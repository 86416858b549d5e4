package io.sluice.benchmarks;

import java.io.IOException;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** The same as {@link SluiceRingCost} through one of Agrona's rings. */
public class AgronaRingCost extends OperationCost implements MessageHandler {
    /** Which ring. */
    @Param({"OneToOne", "ManyToOne"})
    public String ring;

    private RingBuffer buffer;
    private long seen; // by onMessage

    /** Creates the ring. */
    @Setup
    public void open() throws IOException {
        try (ScratchDirectory directory = ScratchDirectory.create()) {
            UnsafeBuffer file =
                    MappedFile.map(
                            Side.FIRST,
                            directory.path().resolve("ring"),
                            CostMessage.CAPACITY + RingBufferDescriptor.TRAILER_LENGTH);
            buffer =
                    ring.equals("OneToOne")
                            ? new OneToOneRingBuffer(file)
                            : new ManyToOneRingBuffer(file);
        }
    }

    /** Copies a message in, and reads it in place. */
    @Benchmark
    public long writeAndRead(CostMessage message) {
        if (!buffer.write(1, message.buffer(), 0, message.length)) {
            throw new IllegalStateException("the ring is full");
        }
        return read();
    }

    /** Claims a message, fills in its first eight bytes, and reads it in place. */
    @Benchmark
    public long claimAndRead(CostMessage message) {
        int index = buffer.tryClaim(1, message.length);
        buffer.buffer().putLong(index, seen);
        buffer.commit(index);
        return read();
    }

    /** Looks for a message where there is none. */
    @Benchmark
    public int emptyRead() {
        return buffer.read(this, 1);
    }

    @Override
    public void onMessage(int type, MutableDirectBuffer buffer, int index, int length) {
        seen = buffer.getLong(index);
    }

    private long read() {
        int messages = buffer.read(this, 1);
        if (messages == 0) { // at the ring's end, where padding is all that it finds
            messages = buffer.read(this, 1);
        }
        if (messages != 1) {
            throw new IllegalStateException("the ring is empty");
        }
        return seen;
    }
}
