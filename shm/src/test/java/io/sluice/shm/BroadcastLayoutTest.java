package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Literal offsets: the layout is an ABI. A change here needs a new major version. */
class BroadcastLayoutTest {
    static {
        AgronaAccess.ensureOpen();
    }

    private final SegmentOptions options =
            SegmentOptions.named("BroadcastLayoutTest-" + ProcessHandle.current().pid());
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[] {1, 2, 3, 4, 5});

    @AfterEach
    void cleanUp() {
        Segment.unlink(options);
    }

    @Test
    void layoutOfTheLossyRingIsFrozen() throws Exception {
        try (BroadcastRing ring = BroadcastRing.create(options, 1024);
                RingProducer producer = ring.producer()) {
            writeThree(producer);
            assertEquals(4, file().getInt(16), "kind");
            checkThree(file());
        }
    }

    @Test
    void layoutOfTheGatedRingIsFrozen() throws Exception {
        try (GatedRing ring = GatedRing.create(options, 1024);
                RingProducer producer = ring.producer();
                RingConsumer first = ring.consumer(Join.OLDEST);
                RingConsumer second = ring.consumer(Join.OLDEST)) {
            writeThree(producer);
            assertEquals(1, second.read((type, buffer, index, length) -> {}, 1));
            assertEquals(2, second.read((type, buffer, index, length) -> {}, 2));
            assertEquals(0, second.read((type, buffer, index, length) -> {}, 1));
            UnsafeBuffer file = file();
            assertEquals(5, file.getInt(16), "kind");
            checkThree(file);
            assertEquals(1 + 0, file.getLong(8192), "gate of slot 0");
            assertEquals(1 + 128, file.getLong(8192 + 128), "gate of slot 1");
            assertEquals(0, file.getLong(8192 + 256), "gate of slot 2");
            assertEquals(ProcessHandle.current().pid(), file.getLong(8192 + 128 + 64), "holder");
            assertEquals(1024 + 63, BroadcastLayout.lock(63));
            assertEquals(8192 + 63 * 128, BroadcastLayout.gate(63));
            assertEquals(0, first.read((type, buffer, index, length) -> {}, 3) - 3);
        }
    }

    private void writeThree(RingProducer producer) {
        assertTrue(producer.write(0x11223344, message, 0, 5));
        assertTrue(producer.write(2, message, 0, 0));
        int index = producer.tryClaim(3, 72);
        producer.buffer().putLong(index, 7);
        producer.commit(index);
        assertTrue(index == 20480 + 24 + 16 + 16);
    }

    private static void checkThree(UnsafeBuffer file) {
        assertEquals(20480 + 1024 + 128, file.capacity());
        assertEquals("SLUICE\0\0", file.getStringWithoutLengthAscii(0, 8));
        assertEquals(1, file.getInt(8), "major version");
        assertEquals(file.capacity(), file.getLong(24), "length");
        assertEquals(1024, file.getLong(32), "capacity");
        assertEquals(ProcessHandle.current().pid(), file.getLong(128), "producer");
        assertEquals(0, file.getInt(4096), "slept");
        assertEquals(0, file.getInt(4100), "room slept");
        assertEquals(0, file.getInt(4224), "sleeping");
        assertEquals(0, file.getInt(4352), "room sleeping");
        assertEquals(40, file.getLong(16384), "latest");
        assertEquals(128, file.getLong(16512), "reserved");
        assertEquals(0, file.getLong(16640), "boundary of chunk 0");
        long key = scramble(file.getLong(64) | 1L << 63 | 1);
        assertEquals(scramble(1) ^ key, file.getLong(20480), "first stamp");
        assertEquals(0x11223344_00000005L, file.getLong(20488), "first header");
        assertEquals(1, file.getByte(20496));
        assertEquals(5, file.getByte(20500));
        assertEquals(scramble(2) ^ key, file.getLong(20504), "second stamp");
        assertEquals(0x00000002_00000000L, file.getLong(20512), "second header");
        assertEquals(scramble(3) ^ key, file.getLong(20520), "third stamp");
        assertEquals(7, file.getLong(20536), "third message");
        assertEquals(0, file.getLong(20480 + 128), "the stamp after the last");
    }

    private static long scramble(long value) {
        long product = value * 0x9E37_79B9_7F4A_7C15L;
        return product ^ product >>> 32;
    }

    @Test
    void boundariesOfSixteenChunksAreKept() throws Exception {
        try (BroadcastRing ring = BroadcastRing.create(options, 1024);
                RingProducer producer = ring.producer()) {
            UnsafeBuffer hundred = new UnsafeBuffer(new byte[100]);
            for (int i = 0; i < 20; i++) {
                assertTrue(producer.write(1, hundred, 0, 100)); // 120 with stamp and header
            }
            UnsafeBuffer file = file();
            assertEquals(19 * 120, file.getLong(16384), "latest");
            assertEquals(120 * 18, file.getLong(16640), "boundary of chunk 16");
            assertEquals(120 * 19, file.getLong(16640 + 8), "boundary of chunk 17");
            assertEquals(120 * 3, file.getLong(16640 + 2 * 8), "boundary of chunk 2");
            assertEquals(120 * 16, file.getLong(16640 + 15 * 8), "boundary of chunk 15");
            assertEquals(20 * 128 - 128, file.getLong(16512), "reserved");
        }
    }

    @Test
    void stampTellsTheNumberAndIsNeverZero() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            long key = BroadcastLayout.key(random.nextLong());
            long number = random.nextLong() >>> (1 + random.nextInt(62));
            long stamp = BroadcastLayout.stamp(number, key);
            assertEquals(number, BroadcastLayout.number(stamp, key));
            assertNotEquals(0, stamp);
        }
        long nonce = 5; // as odd as a number can be
        assertNotEquals(0, BroadcastLayout.stamp(nonce, BroadcastLayout.key(nonce)));
    }

    private UnsafeBuffer file() throws IOException {
        return new UnsafeBuffer(Files.readAllBytes(options.path()));
    }
}
