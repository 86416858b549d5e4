package io.sluice.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.Affinity;
import io.sluice.core.AgronaAccess;
import io.sluice.core.CpuReservation;
import io.sluice.core.Pages;
import io.sluice.core.Placement;
import io.sluice.core.ResourceUsage;
import io.sluice.core.Topology;
import io.sluice.futex.RobustMutex;
import io.sluice.shm.AgronaRingBuffer;
import io.sluice.shm.ChronicleBytes;
import io.sluice.shm.MpscRing;
import io.sluice.shm.Named;
import io.sluice.shm.RingConsumer;
import io.sluice.shm.RingProducer;
import io.sluice.shm.Segment;
import io.sluice.shm.SegmentOptions;
import io.sluice.shm.SpscRing;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The README's code is compiled here, runs, and is what the README says. */
@Timeout(60)
class ReadmeTest {
    private static final long ONE_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final Path BASE = Path.of(System.getProperty("sluice.basedir"));

    private final long id = 42;
    private String symbol = "SLC";
    private long read; // by the consumer's handler

    @Test
    void snippetsPassAMessage() throws Exception {
        AgronaAccess.ensureOpen();
        UnsafeBuffer message = new UnsafeBuffer(new byte[16]);
        try {
            produce(message, message.capacity());
            consume((type, buffer, index, length) -> read += length);
            assertEquals(16, read);
            read = 0;
            try (SpscRing ring = SpscRing.open("prices");
                    RingProducer producer = ring.producer()) {
                batch(producer, message, message.capacity());
            }
            consume((type, buffer, index, length) -> read += length);
            assertEquals(3 * 16, read);
        } finally {
            Segment.unlink(SegmentOptions.named("prices"));
        }
    }

    private static void produce(UnsafeBuffer message, int length) {
        try (SpscRing ring = SpscRing.createOrOpen("prices", 1 << 16);
                RingProducer producer = ring.producer()) {
            while (!producer.write(1, message, 0, length)) {
                Thread.onSpinWait(); // full: the consumer is behind
            }
        }
    }

    private static void batch(RingProducer producer, UnsafeBuffer message, int length) {
        if (producer.tryStartBatch(3 * (16 + length))) {
            for (int i = 0; i < 3; i++) {
                if (!producer.write(1, message, 0, length)) {
                    throw new IllegalStateException("more than the batch has room for");
                }
            }
            producer.publishBatch();
        }
    }

    private void consume(MessageHandler handler) throws InterruptedException {
        try (SpscRing ring = SpscRing.createOrOpen("prices", 1 << 16);
                RingConsumer consumer = ring.consumer()) {
            while (read == 0) {
                if (consumer.await(ONE_SECOND)) {
                    consumer.read(handler, 64);
                }
            }
        }
    }

    @Test
    void agronaSnippetPassesAMessage() {
        AgronaAccess.ensureOpen();
        UnsafeBuffer message = new UnsafeBuffer(new byte[16]);
        try {
            agrona(message, (type, buffer, index, length) -> read += length);
            assertEquals(16, read);
        } finally {
            Segment.unlink(SegmentOptions.named("to-driver"));
        }
    }

    private static void agrona(UnsafeBuffer message, MessageHandler handler) {
        try (MpscRing ring = MpscRing.createOrOpen("to-driver", 1 << 20)) {
            RingBuffer toDriver = AgronaRingBuffer.of(ring);
            boolean written = toDriver.write(1, message, 0, message.capacity());
            int messages = toDriver.read(handler);
            assertTrue(written && messages == 1);
        }
    }

    @Test
    void chronicleSnippetPassesAMessage() {
        try (SpscRing ring = SpscRing.create("orders", 1 << 16);
                RingProducer producer = ring.producer();
                RingConsumer consumer = ring.consumer()) {
            ChronicleBytes orders = ChronicleBytes.of(producer);
            boolean written = orders.write(1, 64, bytes -> bytes.writeLong(id).writeUtf8(symbol));

            MessageHandler handler =
                    ChronicleBytes.handler(
                            (type, bytes) -> {
                                read = bytes.readLong();
                                symbol = bytes.readUtf8();
                            });
            consumer.read(handler, 64);
            assertTrue(written);
            assertEquals(id, read);
            assertEquals("SLC", symbol);
        } finally {
            Segment.unlink(SegmentOptions.named("orders"));
        }
    }

    @Test
    void lockSnippetCounts() {
        try {
            count();
            count();
            assertEquals(2, read);
        } finally {
            Segment.unlink(SegmentOptions.named("orders"));
        }
    }

    private void count() {
        try (Named<RobustMutex> orders =
                Named.robustMutex(SegmentOptions.named("orders"), this::repair)) {
            orders.get().lock(); // after a holder's death this runs the repair
            try {
                read++;
            } finally {
                orders.get().unlock();
            }
        }
    }

    private void repair() {
        read = 0;
    }

    @Test
    void placementSnippetRunsWithoutAFault() {
        ResourceUsage usage = ResourceUsage.ofThread();
        place(new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 16)), usage);
        assertEquals(1 << 16, read);
        assertEquals(0, usage.majorFaults());
    }

    private void place(UnsafeBuffer memory, ResourceUsage usage) {
        Topology machine = Topology.current();
        Placement quiet = Placement.usable().oneOfEachCore().isolatedFirst();
        try (CpuReservation reserved = CpuReservation.reserve(machine, quiet, 1);
                Affinity pin = Affinity.pin(reserved.cpus().get(0))) {
            Pages.of(memory).prefaultForWriting();
            usage.start();
            work(memory);
            usage.stop(); // usage.minorFaults(), involuntarySwitches(), cpuTimeNs()
        }
    }

    private void work(UnsafeBuffer memory) {
        memory.setMemory(0, memory.capacity(), (byte) 1);
        for (int i = 0; i < memory.capacity(); i++) {
            read += memory.getByte(i);
        }
    }

    @Test
    void everyJavaBlockOfTheReadmeIsCompiledCode() throws Exception {
        String here = "examples/src/test/java/io/sluice/examples/ReadmeTest.java";
        String code = squeeze(Files.readString(BASE.resolve(here)));
        String readme = Files.readString(BASE.resolve("README.md"));
        List<String> blocks =
                Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                        .matcher(readme)
                        .results()
                        .map((MatchResult match) -> squeeze(match.group(1)))
                        .toList();
        assertFalse(blocks.isEmpty());
        for (String block : blocks) {
            assertTrue(code.contains(block), "not compiled anywhere: " + block);
        }
    }

    private static String squeeze(String text) {
        return text.replaceAll("\\s+", " ").trim();
    }
}
