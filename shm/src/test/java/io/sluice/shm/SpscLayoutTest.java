package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Literal offsets: the layout is an ABI. A change here needs a new major version. */
class SpscLayoutTest {
    @Test
    void layoutIsFrozen() throws Exception {
        SegmentOptions options =
                SegmentOptions.named("SpscLayoutTest-" + ProcessHandle.current().pid());
        try (SpscRing ring = SpscRing.create(options, 1024);
                RingProducer producer = ring.producer();
                RingConsumer consumer = ring.consumer()) {
            UnsafeBuffer message = new UnsafeBuffer(new byte[] {1, 2, 3, 4, 5});
            assertTrue(producer.write(0x11223344, message, 0, 5));
            assertTrue(producer.write(2, message, 0, 0));
            assertEquals(1, consumer.read((type, buffer, index, length) -> {}, 1));
            assertEquals(1, consumer.read((type, buffer, index, length) -> {}, 2));
            assertEquals(0, consumer.read((type, buffer, index, length) -> {}, 2));
            assertTrue(producer.write(3, message, 0, 5));

            byte[] bytes = Files.readAllBytes(options.path());
            UnsafeBuffer file = new UnsafeBuffer(bytes);
            assertEquals(4096 + 1024 + 128, bytes.length);
            assertEquals("SLUICE\0\0", file.getStringWithoutLengthAscii(0, 8));
            assertEquals(1, file.getInt(8), "major version");
            assertEquals(0, file.getInt(12), "features");
            assertEquals(2, file.getInt(16), "kind");
            assertEquals(bytes.length, file.getLong(24), "length");
            assertEquals(1024, file.getLong(32), "capacity");
            assertEquals(ProcessHandle.current().pid(), file.getLong(40), "creator");
            assertEquals(ProcessHandle.current().pid(), file.getLong(128), "producer");
            assertEquals(ProcessHandle.current().pid(), file.getLong(256), "consumer");
            assertEquals(24, file.getLong(2048), "head");
            assertEquals(0, file.getInt(2056), "waits");
            assertEquals(0, file.getInt(2304), "sleeping");
            assertEquals(0x11223344_00000005L, file.getLong(4096), "first header");
            assertEquals(1, file.getByte(4104));
            assertEquals(5, file.getByte(4108));
            assertEquals(0x00000002_00000000L, file.getLong(4112), "second header");
            assertEquals(0x00000003_00000005L, file.getLong(4120), "third header");
            assertEquals(0, file.getLong(4136), "the header after the last");
        } finally {
            Segment.unlink(options);
        }
    }

    @Test
    void wordsOfTheAgronaAdapterAreFrozen() throws Exception {
        SegmentOptions options =
                SegmentOptions.named("SpscLayoutTest-" + ProcessHandle.current().pid());
        try (SpscRing ring = SpscRing.create(options, 1024)) {
            AgronaRingBuffer adapter = AgronaRingBuffer.of(ring);
            assertEquals(0, adapter.nextCorrelationId());
            adapter.consumerHeartbeatTime(99);
            UnsafeBuffer file = new UnsafeBuffer(Files.readAllBytes(options.path()));
            assertEquals(1, file.getLong(2688), "correlation");
            assertEquals(99, file.getLong(2944), "heartbeat");
        } finally {
            Segment.unlink(options);
        }
    }

    @Test
    void segmentWrittenByTheFirstVersionIsReadWithoutLoss() throws Exception {
        SegmentOptions options =
                SegmentOptions.named("SpscGolden-" + ProcessHandle.current().pid());
        byte[] golden;
        try (var in = SpscLayoutTest.class.getResourceAsStream("spsc-1.0.segment.gz");
                var unzipped = new java.util.zip.GZIPInputStream(in)) {
            golden = unzipped.readAllBytes();
        }
        Path path = options.path();
        try {
            Files.write(path, golden);
            Files.setPosixFilePermissions(
                    path, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
            try (SpscRing ring = SpscRing.open(options);
                    RingProducer producer = ring.producer();
                    RingConsumer consumer = ring.consumer()) {
                assertEquals(1024, ring.capacity());
                assertTrue(producer.write(9, new UnsafeBuffer(new byte[] {9}), 0, 1));
                StringBuilder read = new StringBuilder();
                consumer.read(
                        (type, buffer, index, length) ->
                                read.append(type)
                                        .append(':')
                                        .append(length)
                                        .append(':')
                                        .append(length == 0 ? "" : buffer.getByte(index))
                                        .append(' '),
                        100);
                assertEquals("40:40:40 41:41:41 42:42:42 43:43:43 9:1:9 ", read.toString());
            }
        } finally {
            Segment.unlink(options);
        }
    }
}
