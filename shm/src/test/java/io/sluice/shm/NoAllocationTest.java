package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.contract.ChildJvm;
import java.nio.ByteBuffer;
import java.util.List;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages cost no heap: a JVM that never collects passes millions of them in a heap too small. */
@Timeout(120)
class NoAllocationTest {
    private static final int MESSAGES = 100_000_000;
    private static final int SLEEPS = 20_000;

    /** What the child runs; at one byte a message it would need more than its heap. */
    static final class ManyMessages {
        public static void main(String[] args) throws InterruptedException {
            SegmentOptions options =
                    SegmentOptions.named("NoAllocationTest-" + ProcessHandle.current().pid());
            try {
                switch (args[0]) {
                    case "spsc" -> {
                        try (SpscRing ring = SpscRing.create(options, 1 << 12)) {
                            pass(ring.producer(), ring.consumer());
                        }
                    }
                    case "mpsc" -> {
                        try (MpscRing ring = MpscRing.create(options, 1 << 12)) {
                            pass(ring.producer(), ring.consumer());
                        }
                    }
                    case "broadcast" -> {
                        try (BroadcastRing ring = BroadcastRing.create(options, 1 << 12)) {
                            pass(ring.producer(), ring.consumer(Join.NEWEST));
                        }
                    }
                    case "latest value" -> {
                        try (BroadcastRing ring = BroadcastRing.create(options, 1 << 12)) {
                            pass(ring.producer(), ring.consumer(Join.LATEST_VALUE));
                        }
                    }
                    case "gated" -> {
                        try (GatedRing ring = GatedRing.create(options, 1 << 12)) {
                            pass(ring.producer(), ring.consumer());
                        }
                    }
                    default -> {
                        try (FanInRing ring = FanInRing.create(options, 2, 1 << 12)) {
                            pass(ring.producer(), ring.consumer());
                        }
                    }
                }
            } finally {
                Segment.unlink(options);
            }
        }

        private static void pass(RingProducer producer, RingConsumer consumer)
                throws InterruptedException {
            long[] sum = new long[1];
            MessageHandler handler = (type, buffer, index, length) -> sum[0] += length;
            UnsafeBuffer message = new UnsafeBuffer(ByteBuffer.allocateDirect(64));
            for (int i = 0; i < MESSAGES; i++) {
                if (i % 4 == 0) {
                    require(producer.tryStartBatch(80));
                    require(producer.write(1, message, 0, 64));
                    producer.publishBatch();
                } else if (i % 4 == 1) {
                    require(producer.write(1, message, 0, 64));
                } else {
                    int index = producer.tryClaim(1, 64);
                    producer.buffer().putLong(index, i);
                    producer.commit(index);
                }
                require(consumer.await(1));
                require(consumer.read(handler, 9) == 1);
            }
            for (int i = 0; i < SLEEPS; i++) {
                require(!consumer.await(0, 1));
            }
            boolean full = false;
            for (int i = 0; i < SLEEPS && !full; i++) {
                full = !producer.write(1, message, 0, 64);
                if (i % 100 == 99) {
                    require(consumer.read(handler, 1) == 1); // it has been lapped
                    sum[0] -= 64;
                }
            }
            for (int i = 0; i < SLEEPS; i++) {
                require(producer.awaitRoom(64, 1) != full);
            }
            System.out.println("passed " + sum[0] / 64 + " messages");
        }

        private static void require(boolean condition) {
            if (!condition) {
                throw new AssertionError();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"spsc", "mpsc", "fan-in", "broadcast", "latest value", "gated"})
    void messagesAndSleepsAllocateNothing(String kind) throws Exception {
        List<String> flags =
                List.of("-XX:+UnlockExperimentalVMOptions", "-XX:+UseEpsilonGC", "-Xmx64m");
        try (ChildJvm child = ChildJvm.start(flags, ManyMessages.class, kind)) {
            String output = child.end();
            assertTrue(output.contains("passed " + MESSAGES + " messages"), output);
        }
    }
}
