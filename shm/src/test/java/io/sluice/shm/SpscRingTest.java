package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpscRingTest {
    private static final MessageHandler IGNORE = (type, buffer, index, length) -> {};

    private final SegmentOptions options =
            SegmentOptions.named("SpscRingTest-" + ProcessHandle.current().pid());
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void cleanUp() throws Exception {
        for (AutoCloseable ring : open) {
            ring.close();
        }
        Segment.unlink(options);
    }

    private SpscRing create(int capacity) {
        SpscRing ring = SpscRing.create(options, capacity);
        open.add(ring);
        return ring;
    }

    private static UnsafeBuffer message(String text) {
        return new UnsafeBuffer(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static boolean write(RingProducer producer, int type, String text) {
        UnsafeBuffer message = message(text);
        return producer.write(type, message, 0, message.capacity());
    }

    private static List<String> readAll(RingConsumer consumer, int limit) {
        List<String> read = new ArrayList<>();
        int count =
                consumer.read(
                        (type, buffer, index, length) ->
                                read.add(
                                        type
                                                + ":"
                                                + buffer.getStringWithoutLengthUtf8(index, length)),
                        limit);
        assertEquals(read.size(), count);
        return read;
    }

    @Test
    void fullRingRefusesAndTakesAgainWhenRead() {
        SpscRing ring = create(128);
        RingProducer producer = ring.producer();
        RingConsumer consumer = ring.consumer();
        int written = 0;
        while (write(producer, 1, "12345678")) {
            written++;
        }
        assertEquals(7, written, "of 16 bytes each; 8 stay free for the header after the last");
        assertEquals(RingProducer.INSUFFICIENT_CAPACITY, producer.tryClaim(1, 8));
        assertEquals(1, readAll(consumer, 1).size());
        assertTrue(write(producer, 1, "12345678"));
        assertEquals(7, readAll(consumer, 100).size());
    }

    @Test
    void emptyMessageIsAMessage() {
        SpscRing ring = create(128);
        assertTrue(ring.producer().write(7, message(""), 0, 0));
        assertEquals(List.of("7:"), readAll(ring.consumer(), 9));
    }

    @Test
    void claimIsInvisibleUntilCommittedAndGoneWhenAborted() {
        SpscRing ring = create(1024);
        RingProducer producer = ring.producer();
        RingConsumer consumer = ring.consumer();
        int aborted = producer.tryClaim(1, 4);
        producer.buffer().putInt(aborted, 1);
        assertEquals(0, consumer.read(IGNORE, 1));
        producer.abort(aborted);
        assertEquals(0, consumer.read(IGNORE, 1));
        int index = producer.tryClaim(2, 1);
        producer.buffer().putByte(index, (byte) 'x');
        producer.commit(index);
        assertEquals(List.of("2:x"), readAll(consumer, 9));
    }

    @Test
    void secondClaimAndUnknownIndexAreRefused() {
        RingProducer producer = create(1024).producer();
        int index = producer.tryClaim(1, 4);
        assertThrows(IllegalStateException.class, () -> producer.tryClaim(1, 4));
        assertThrows(IllegalStateException.class, () -> write(producer, 1, "x"));
        assertThrows(IllegalStateException.class, () -> producer.commit(index + 8));
        producer.commit(index);
        assertThrows(IllegalStateException.class, () -> producer.commit(index));
        assertThrows(IllegalStateException.class, () -> producer.abort(index));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 129, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void messageOfImpossibleLengthIsRefused(int length) {
        RingProducer producer = create(1024).producer();
        UnsafeBuffer source = new UnsafeBuffer(new byte[1024]);
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class, () -> producer.write(1, source, 0, length));
        assertTrue(e.getMessage().contains("length=" + length), e.getMessage());
        assertTrue(e.getMessage().contains("maxMsgLength=128"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> producer.tryClaim(1, length));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void typeBelowOneIsRefused(int type) {
        RingProducer producer = create(1024).producer();
        assertThrows(IllegalArgumentException.class, () -> write(producer, type, "x"));
    }

    @Test
    void sourceOutOfBoundsIsRefusedAndNothingIsWritten() {
        SpscRing ring = create(1024);
        RingProducer producer = ring.producer();
        UnsafeBuffer source = new UnsafeBuffer(new byte[16]);
        assertThrows(IndexOutOfBoundsException.class, () -> producer.write(1, source, 9, 8));
        assertThrows(IndexOutOfBoundsException.class, () -> producer.write(1, source, -1, 8));
        assertEquals(0, ring.consumer().read(IGNORE, 1));
        assertTrue(producer.write(1, source, 8, 8));
    }

    @Test
    void messageWhoseHandlerThrowsCountsAsRead() {
        SpscRing ring = create(1024);
        RingProducer producer = ring.producer();
        RingConsumer consumer = ring.consumer();
        assertTrue(write(producer, 1, "a") && write(producer, 1, "b"));
        assertThrows(
                ArithmeticException.class,
                () ->
                        consumer.read(
                                (type, buffer, index, length) -> {
                                    throw new ArithmeticException();
                                },
                                9));
        assertEquals(List.of("1:b"), readAll(consumer, 9));
    }

    @Test
    void handlerThatAlwaysThrowsStillReleases() {
        SpscRing ring = create(128);
        RingProducer producer = ring.producer();
        RingConsumer consumer = ring.consumer();
        MessageHandler failing =
                (type, buffer, index, length) -> {
                    throw new ArithmeticException();
                };
        for (int i = 0; i < 100; i++) {
            assertTrue(write(producer, 1, "12345678"), "message " + i);
            assertThrows(ArithmeticException.class, () -> consumer.read(failing, 9));
        }
    }

    @Test
    void handlerMayNotCloseTheEndThatRunsIt() {
        SpscRing ring = create(1024);
        RingConsumer consumer = ring.consumer();
        assertTrue(write(ring.producer(), 1, "a"));
        assertThrows(
                IllegalStateException.class,
                () -> consumer.read((type, buffer, index, length) -> consumer.close(), 9));
        assertTrue(ring.holder(Role.CONSUMER).isPresent());
    }

    @Test
    void limitBelowOneIsRefused() {
        RingConsumer consumer = create(1024).consumer();
        assertThrows(IllegalArgumentException.class, () -> consumer.read(IGNORE, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -128, 64, 100, 1000, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void impossibleCapacityIsRefused(int capacity) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> create(capacity));
        assertTrue(e.getMessage().contains("capacity=" + capacity), e.getMessage());
    }

    @Test
    void eachEndIsTakenOnceAndItsHolderCanBeAsked() {
        SpscRing ring = create(1024);
        SpscRing same = SpscRing.open(options);
        open.add(same);
        assertTrue(ring.holder(Role.PRODUCER).isEmpty());
        RingProducer producer = ring.producer();
        String pid = "pid " + ProcessHandle.current().pid();
        for (SpscRing other : List.of(ring, same)) {
            assertTrue(other.holder(Role.PRODUCER).orElseThrow().toString().startsWith(pid));
            SegmentException e = assertThrows(SegmentException.class, other::producer);
            assertTrue(e.getMessage().contains(pid), e.getMessage());
            assertTrue(other.holder(Role.CONSUMER).isEmpty());
        }
        producer.close();
        assertTrue(same.holder(Role.PRODUCER).isEmpty());
        same.producer().close();
        ring.consumer();
        assertThrows(SegmentException.class, same::consumer);
    }

    @Test
    void newEndsGoOnWhereTheOldOnesClosed() {
        SpscRing ring = create(256);
        for (int i = 0; i < 1_000; i++) {
            try (RingProducer producer = ring.producer()) {
                assertTrue(write(producer, 1, "m" + i));
                assertTrue(write(producer, 1, "n" + i));
            }
            try (RingConsumer consumer = ring.consumer()) {
                assertEquals(List.of("1:m" + i), readAll(consumer, 1));
            }
            try (RingConsumer consumer = ring.consumer()) {
                assertEquals(List.of("1:n" + i), readAll(consumer, 9));
            }
        }
    }

    @Test
    void closedEndThrowsOnEveryThread() throws Exception {
        SpscRing ring = create(1024);
        RingProducer producer = ring.producer();
        RingConsumer consumer = ring.consumer();
        int index = producer.tryClaim(1, 8);
        ring.close();
        ring.close();
        Thread other =
                new Thread(
                        () -> {
                            assertThrows(
                                    IllegalStateException.class, () -> write(producer, 1, "x"));
                            assertThrows(
                                    IllegalStateException.class, () -> producer.tryClaim(1, 1));
                            assertThrows(IllegalStateException.class, () -> producer.commit(index));
                            assertThrows(
                                    IllegalStateException.class, () -> consumer.read(IGNORE, 1));
                            assertThrows(IllegalStateException.class, () -> consumer.await(1));
                            assertThrows(IllegalStateException.class, ring::producer);
                        });
        Throwable[] failure = new Throwable[1];
        other.setUncaughtExceptionHandler((thread, e) -> failure[0] = e);
        other.start();
        other.join();
        assertEquals(null, failure[0]);
    }
}
