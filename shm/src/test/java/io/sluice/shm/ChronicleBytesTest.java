package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.BytesIn;
import net.openhft.chronicle.bytes.BytesMarshallable;
import net.openhft.chronicle.bytes.BytesOut;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChronicleBytesTest {
    private static final int CAPACITY = 4096;

    private final SegmentOptions options =
            SegmentOptions.named("ChronicleBytesTest-" + ProcessHandle.current().pid());
    private final MpscRing ring = MpscRing.create(options, CAPACITY);
    private final RingProducer producer = ring.producer();
    private final RingConsumer consumer = ring.consumer();
    private final ChronicleBytes messages = ChronicleBytes.of(producer);

    @AfterEach
    void cleanUp() {
        ring.close();
        Segment.unlink(options);
    }

    /** As Chronicle's users write them. */
    private static final class Order implements BytesMarshallable {
        private long id;
        private String symbol;

        @Override
        public void writeMarshallable(BytesOut<?> bytes) {
            bytes.writeLong(id).writeUtf8(symbol);
        }

        @Override
        public void readMarshallable(BytesIn<?> bytes) {
            id = bytes.readLong();
            symbol = bytes.readUtf8();
        }
    }

    private List<String> readAll() {
        List<String> read = new ArrayList<>();
        MessageHandler handler =
                ChronicleBytes.handler(
                        (type, bytes) -> {
                            Order order = new Order();
                            long length = bytes.readRemaining();
                            order.readMarshallable(bytes);
                            read.add(type + ":" + length + ":" + order.id + order.symbol);
                        });
        assertEquals(consumer.read(handler, 999), read.size());
        return read;
    }

    @Test
    void marshallablesAreWrittenAndReadInPlace() {
        Order order = new Order();
        List<String> written = new ArrayList<>();
        List<String> read = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            order.id = i;
            order.symbol = "ABC".repeat(i % 20);
            assertTrue(messages.write(1 + i, 80 + i % 5, order));
            written.add(1 + i + ":" + (80 + i % 5) + ":" + i + order.symbol);
            if (i % 7 == 0) {
                read.addAll(readAll());
            }
        }
        read.addAll(readAll());
        assertEquals(written, read);
    }

    @Test
    void bytesAreThoseOfTheRing() {
        Bytes<?> bytes = messages.tryClaim(1, 16);
        bytes.writeLong(0x0102_0304_0506_0708L);
        bytes.writeInt(8, 9);
        messages.commit();
        int read =
                consumer.read(
                        (type, buffer, index, length) -> {
                            assertEquals(16, length);
                            assertEquals(0x0102_0304_0506_0708L, buffer.getLong(index));
                            assertEquals(9, buffer.getInt(index + 8));
                        },
                        9);
        assertEquals(1, read);
    }

    @Test
    void whatAMessageLeavesIsZero() {
        UnsafeBuffer noise = new UnsafeBuffer(new byte[100]);
        noise.setMemory(0, 100, (byte) 77);
        while (producer.write(1, noise, 0, 100)) {
            // until the whole ring holds it
        }
        consumer.read((type, buffer, index, length) -> {}, 999);
        assertEquals(0, consumer.read((type, buffer, index, length) -> {}, 999));
        assertTrue(messages.write(1, 50, bytes -> bytes.writeByte((byte) 1)));
        int read =
                consumer.read(
                        ChronicleBytes.handler(
                                (type, bytes) -> {
                                    assertEquals(50, bytes.readRemaining());
                                    assertEquals(1, bytes.readByte());
                                    while (bytes.readRemaining() > 0) {
                                        assertEquals(0, bytes.readByte());
                                    }
                                }),
                        9);
        assertEquals(1, read);
    }

    @Test
    void fullRingRefuses() {
        while (messages.write(1, 100, bytes -> bytes.writeInt(1))) {
            // until it is full
        }
        assertNull(messages.tryClaim(1, 100));
        assertThrows(IllegalStateException.class, messages::commit);
        assertThrows(IllegalArgumentException.class, () -> messages.tryClaim(0, 1));
        assertThrows(IllegalArgumentException.class, () -> messages.tryClaim(1, CAPACITY));
    }

    @Test
    void messageThatIsTooLongOrThrowsIsNone() {
        assertThrows(
                BufferOverflowException.class,
                () -> messages.write(1, 8, bytes -> bytes.writeLong(1).writeByte((byte) 1)));
        assertThrows(
                ArithmeticException.class,
                () ->
                        messages.write(
                                1,
                                8,
                                bytes -> {
                                    throw new ArithmeticException();
                                }));
        Bytes<?> claimed = messages.tryClaim(1, 8);
        assertThrows(BufferOverflowException.class, () -> claimed.writeLong(1, 1));
        assertThrows(BufferOverflowException.class, () -> claimed.writeLong(8, 1));
        messages.abort();
        assertEquals(0, consumer.read((type, buffer, index, length) -> {}, 9));
        assertTrue(messages.write(1, 8, bytes -> bytes.writeLong(1)));
        assertEquals(1, consumer.read((type, buffer, index, length) -> {}, 9));
    }

    @Test
    void readingBeyondAMessageThrows() {
        assertTrue(messages.write(1, 8, bytes -> bytes.writeLong(1)));
        assertTrue(messages.write(2, 8, bytes -> bytes.writeLong(2)));
        MessageHandler handler =
                ChronicleBytes.handler(
                        (type, bytes) -> {
                            assertEquals(type, bytes.readLong());
                            assertThrows(BufferUnderflowException.class, bytes::readLong);
                            assertThrows(BufferUnderflowException.class, () -> bytes.readLong(1));
                        });
        assertEquals(2, consumer.read(handler, 9));
    }

    private static void assertEmpty(Bytes<?> bytes) {
        assertEquals(0, bytes.readRemaining());
        assertEquals(0, bytes.capacity());
        assertThrows(BufferUnderflowException.class, bytes::readByte);
        assertThrows(BufferUnderflowException.class, () -> bytes.readLong(0));
        assertThrows(BufferOverflowException.class, () -> bytes.writeByte((byte) 1));
        assertThrows(BufferOverflowException.class, () -> bytes.writeLong(0, 1));
        assertThrows(BufferOverflowException.class, () -> bytes.write(new byte[9]));
        assertThrows(BufferOverflowException.class, () -> bytes.writePosition(8));
    }

    @Test
    void bytesAreEmptyOnceCommittedAbortedOrHandled() {
        List<Bytes<?>> seen = new ArrayList<>();
        Bytes<?> claimed = messages.tryClaim(1, 8);
        messages.commit();
        assertEmpty(claimed);
        assertSame(claimed, messages.tryClaim(2, 8), "reused");
        messages.abort();
        assertEmpty(claimed);
        assertTrue(messages.write(1, 8, bytes -> seen.add((Bytes<?>) bytes)));
        assertEmpty(seen.get(0));
        MessageHandler handler = ChronicleBytes.handler((type, bytes) -> seen.add(bytes));
        assertEquals(2, consumer.read(handler, 9));
        assertEmpty(seen.get(1));
        assertSame(seen.get(1), seen.get(2), "reused");
    }

    @Test
    void bytesTakenOfAMessageThrowWhenItIsOver() {
        List<Bytes<?>> taken = new ArrayList<>();
        Bytes<?> claimed = messages.tryClaim(1, 400);
        taken.add(claimed.bytesForWrite());
        messages.commit();
        MessageHandler handler =
                ChronicleBytes.handler(
                        (type, bytes) -> {
                            taken.add(bytes.bytesForRead());
                            bytes.readSkip(8);
                            taken.add(bytes.bytesForRead());
                        });
        assertEquals(1, consumer.read(handler, 9));
        for (Bytes<?> bytes : taken) {
            for (long offset = 0; offset < 400; offset++) {
                long at = offset;
                assertThrows(RuntimeException.class, () -> bytes.readByte(at));
                assertThrows(RuntimeException.class, () -> bytes.writeByte(at, (byte) 1));
            }
        }
    }

    @Test
    void handlerThatThrowsLeavesNothingOpen() {
        assertTrue(messages.write(1, 8, bytes -> bytes.writeLong(1)));
        List<Bytes<?>> seen = new ArrayList<>();
        MessageHandler handler =
                ChronicleBytes.handler(
                        (type, bytes) -> {
                            seen.add(bytes);
                            throw new ArithmeticException();
                        });
        assertThrows(ArithmeticException.class, () -> consumer.read(handler, 9));
        assertEmpty(seen.get(0));
        UnsafeBuffer heap = new UnsafeBuffer(new byte[8]);
        assertThrows(IllegalArgumentException.class, () -> handler.onMessage(1, heap, 0, 8));
        UnsafeBuffer direct = new UnsafeBuffer(ByteBuffer.allocateDirect(8));
        assertThrows(IndexOutOfBoundsException.class, () -> handler.onMessage(1, direct, 4, 8));
    }

    @Test
    void anotherThreadMayGoOnWithAView() throws Exception {
        assertTrue(messages.write(1, 8, bytes -> bytes.writeLong(1)));
        AgronaRingBufferTest.run(
                () -> assertTrue(messages.write(1, 8, bytes -> bytes.writeLong(2))));
        assertEquals(2, consumer.read(ChronicleBytes.handler((type, bytes) -> {}), 9));
    }
}
