package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SpscAwaitTest {
    private static final long LONG_NS = TimeUnit.SECONDS.toNanos(60);

    private final SegmentOptions options =
            SegmentOptions.named("SpscAwaitTest-" + ProcessHandle.current().pid());
    private final SpscRing ring = SpscRing.create(options, 1024);
    private final RingProducer producer = ring.producer();
    private final RingConsumer consumer = ring.consumer();
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[8]);

    @AfterEach
    void cleanUp() {
        ring.close();
        Segment.unlink(options);
    }

    private long readOne() {
        long[] value = new long[1];
        assertEquals(
                1,
                consumer.read(
                        (type, buffer, index, length) -> value[0] = buffer.getLong(index), 1));
        return value[0];
    }

    @Test
    void messageThatIsThereEndsTheWaitAtOnce() throws Exception {
        assertTrue(producer.write(1, message, 0, 8));
        assertTrue(consumer.await(LONG_NS));
        assertTrue(consumer.await(0));
        assertTrue(consumer.await(0, LONG_NS));
    }

    @Test
    void emptyRingEndsTheWaitAtTheTimeoutAndNotBefore() throws Exception {
        for (long timeoutNs : new long[] {Long.MIN_VALUE, -1, 0, 1, 1_000, 30_000_000}) {
            long start = System.nanoTime();
            assertFalse(consumer.await(timeoutNs));
            assertFalse(consumer.await(0, timeoutNs));
            assertFalse(consumer.await(Long.MIN_VALUE, timeoutNs));
            long waitedNs = System.nanoTime() - start;
            assertTrue(waitedNs >= 3 * Math.max(0, timeoutNs), "timeout " + timeoutNs);
        }
    }

    @Test
    void sleeperIsWokenForEveryMessage() throws Exception {
        int messages = 5_000;
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread writer =
                new Thread(
                        () -> {
                            for (long i = 0; i < messages; i++) {
                                message.putLong(0, i);
                                while (!producer.write(1, message, 0, 8)) {
                                    Thread.onSpinWait();
                                }
                                if (i % 16 == 0) {
                                    Thread.yield();
                                }
                            }
                        });
        writer.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
        writer.start();
        for (long i = 0; i < messages; i++) {
            assertTrue(consumer.await(0, LONG_NS), "message " + i + " never came: " + ring);
            assertEquals(i, readOne());
        }
        writer.join();
        assertEquals(null, failure.get());
    }

    @Test
    void interruptedSleeperThrowsAndStaysUsable() throws Exception {
        Thread sleeper = Thread.currentThread();
        Thread interrupter =
                new Thread(
                        () -> {
                            try {
                                Thread.sleep(30);
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                            sleeper.interrupt();
                        });
        interrupter.start();
        assertThrows(InterruptedException.class, () -> consumer.await(0, LONG_NS));
        assertFalse(Thread.currentThread().isInterrupted());
        interrupter.join();
        sleeper.interrupt();
        assertThrows(InterruptedException.class, () -> consumer.await(LONG_NS, LONG_NS));
        assertTrue(producer.write(1, message, 0, 8));
        assertTrue(consumer.await(LONG_NS));
    }

    @Test
    void closeFromAnotherThreadEndsTheSleep() throws Exception {
        Thread closer =
                new Thread(
                        () -> {
                            try {
                                Thread.sleep(30);
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                            ring.close();
                        });
        closer.start();
        assertThrows(IllegalStateException.class, () -> consumer.await(0, LONG_NS));
        closer.join();
    }

    @Test
    void consumerHintsThatItMostlyWaitsAndTakesItBack() {
        MessageHandler ignore = (type, buffer, index, length) -> {};
        for (int i = 0; i < 100; i++) {
            assertTrue(producer.write(1, message, 0, 8));
            assertEquals(1, consumer.read(ignore, 9));
            assertEquals(0, consumer.read(ignore, 9));
        }
        assertEquals(1, producer.buffer().getInt(SpscLayout.WAITS));
        for (int i = 0; i < 100; i++) {
            assertTrue(producer.write(1, message, 0, 8));
            assertEquals(1, consumer.read(ignore, 9));
        }
        assertEquals(0, producer.buffer().getInt(SpscLayout.WAITS));
    }

    @Test
    void readingDoesNotCountAsSleeping() {
        assertTrue(producer.write(1, message, 0, 8));
        assertEquals(0, producer.buffer().getInt(SpscLayout.SLEPT));
        assertEquals(1, consumer.read((type, buffer, index, length) -> {}, 9));
        assertEquals(0, producer.buffer().getInt(SpscLayout.SLEPT));
    }
}
