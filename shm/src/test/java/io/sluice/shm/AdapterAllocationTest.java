package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.contract.ChildJvm;
import java.nio.ByteBuffer;
import java.util.List;
import net.openhft.chronicle.bytes.WriteBytesMarshallable;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** As {@link NoAllocationTest}, through the adapters. */
@Timeout(120)
class AdapterAllocationTest {
    private static final int MESSAGES = 10_000_000;

    /** What the child runs; at 8 bytes a message it would need more than its heap. */
    static final class ManyMessages {
        private static final long[] SUM = new long[1]; // by handlers

        public static void main(String[] args) {
            SegmentOptions options =
                    SegmentOptions.named("AdapterAllocationTest-" + ProcessHandle.current().pid());
            try (SpscRing spsc = SpscRing.create(options, 1 << 12)) {
                Segment.unlink(options);
                switch (args[0]) {
                    case "spsc" -> pass(AgronaRingBuffer.of(spsc));
                    case "bytes" -> pass(spsc.producer(), spsc.consumer());
                    case "fan-in" -> {
                        try (FanInRing fanIn = FanInRing.create(options, 3, 1 << 12)) {
                            pass(AgronaRingBuffer.of(fanIn));
                        }
                    }
                    default -> {
                        try (MpscRing mpsc = MpscRing.create(options, 1 << 12)) {
                            pass(AgronaRingBuffer.of(mpsc));
                        }
                    }
                }
            } finally {
                Segment.unlink(options);
            }
            System.out.println("passed " + SUM[0] + " messages");
        }

        private static void pass(RingBuffer ring) {
            MessageHandler handler = (type, buffer, index, length) -> SUM[0] += length / 64;
            UnsafeBuffer message = new UnsafeBuffer(ByteBuffer.allocateDirect(64));
            for (int i = 0; i < MESSAGES; i++) {
                if (i % 2 == 0) {
                    require(ring.write(1, message, 0, 64));
                } else {
                    int index = ring.tryClaim(1, 64);
                    ring.buffer().putLong(index, i);
                    ring.commit(index);
                }
                require(ring.size() > 0);
                require(ring.read(handler) == 1);
                require(ring.consumerPosition() == ring.producerPosition());
            }
        }

        private static void pass(RingProducer producer, RingConsumer consumer) {
            ChronicleBytes messages = ChronicleBytes.of(producer);
            WriteBytesMarshallable message = bytes -> bytes.writeLong(1);
            MessageHandler handler =
                    ChronicleBytes.handler((type, bytes) -> SUM[0] += bytes.readLong());
            for (int i = 0; i < MESSAGES; i++) {
                if (i % 2 == 0) {
                    require(messages.write(1, 64, message));
                } else {
                    messages.tryClaim(1, 64).writeLong(1);
                    messages.commit();
                }
                require(consumer.read(handler, 9) == 1);
            }
        }

        private static void require(boolean condition) {
            if (!condition) {
                throw new AssertionError();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"spsc", "mpsc", "fan-in", "bytes"})
    void messagesThroughAnAdapterAllocateNothing(String kind) throws Exception {
        List<String> flags =
                List.of("-XX:+UnlockExperimentalVMOptions", "-XX:+UseEpsilonGC", "-Xmx64m");
        try (ChildJvm child = ChildJvm.start(flags, ManyMessages.class, kind)) {
            String output = child.end();
            assertTrue(output.contains("passed " + MESSAGES + " messages"), output);
        }
    }
}
