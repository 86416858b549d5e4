package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BroadcastSleepTest {
    private static final long LONG_NS = TimeUnit.SECONDS.toNanos(30);
    private static final MessageHandler IGNORE = (type, buffer, index, length) -> {};

    private final SegmentOptions options =
            SegmentOptions.named("BroadcastSleepTest-" + ProcessHandle.current().pid());
    private final BroadcastRing ring = BroadcastRing.create(options, 1024);
    private final RingProducer producer = ring.producer();
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[8]);

    @AfterEach
    void cleanUp() {
        ring.close();
        Segment.unlink(options);
    }

    @Test
    void allSleepersAreWoken() throws Exception {
        List<Thread> sleepers = new ArrayList<>();
        AtomicReference<Throwable> fault = new AtomicReference<>();
        for (int i = 0; i < 4; i++) {
            BroadcastConsumer consumer = ring.consumer(Join.NEWEST);
            Thread sleeper =
                    new Thread(
                            () -> {
                                try {
                                    for (int j = 0; j < 3; j++) {
                                        assertTrue(consumer.await(0, LONG_NS));
                                        assertEquals(1, consumer.read(IGNORE, 1));
                                    }
                                } catch (InterruptedException | AssertionError e) {
                                    fault.set(e);
                                }
                            });
            sleepers.add(sleeper);
            sleeper.start();
        }
        for (int i = 1; i <= 3; i++) {
            TimeUnit.MILLISECONDS.sleep(30);
            assertTrue(producer.write(i, message, 0, 8));
        }
        for (Thread sleeper : sleepers) {
            sleeper.join(TimeUnit.SECONDS.toMillis(30));
            assertFalse(sleeper.isAlive(), "sleeps still");
        }
        assertEquals(null, fault.get());
    }

    @Test
    void closingTheRingEndsAnAwait() throws Exception {
        BroadcastConsumer consumer = ring.consumer(Join.NEWEST);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread sleeper =
                new Thread(
                        () -> {
                            try {
                                thrown.set(new AssertionError(consumer.await(0, LONG_NS)));
                            } catch (InterruptedException | IllegalStateException e) {
                                thrown.set(e);
                            }
                        });
        sleeper.start();
        TimeUnit.MILLISECONDS.sleep(20);
        ring.close();
        sleeper.join(TimeUnit.SECONDS.toMillis(30));
        assertEquals(IllegalStateException.class, thrown.get().getClass());
        assertThrows(IllegalStateException.class, () -> consumer.read(IGNORE, 1));
    }
}
