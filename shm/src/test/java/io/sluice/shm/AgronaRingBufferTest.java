package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Agrona's rings and ours, by one contract; and what only ours do. */
@Timeout(120)
class AgronaRingBufferTest {
    private static final int CAPACITY = RingBufferContract.CAPACITY;
    private static final int LANES = 5;
    private static final MessageHandler IGNORE = (type, buffer, index, length) -> {};

    static {
        AgronaAccess.ensureOpen();
    }

    private final SegmentOptions options =
            SegmentOptions.named("AgronaRingBufferTest-" + ProcessHandle.current().pid());
    private final List<AutoCloseable> open = new ArrayList<>();
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[64]);

    @AfterEach
    void cleanUp() throws Exception {
        for (AutoCloseable ring : open) {
            ring.close();
        }
        Segment.unlink(options);
    }

    private SpscRing spsc() {
        SpscRing ring = SpscRing.createOrOpen(options, CAPACITY);
        open.add(ring);
        return ring;
    }

    private MpscRing mpsc() {
        MpscRing ring = MpscRing.createOrOpen(options, CAPACITY);
        open.add(ring);
        return ring;
    }

    private FanInRing fanIn() {
        FanInRing ring = FanInRing.createOrOpen(options, LANES, CAPACITY);
        open.add(ring);
        return ring;
    }

    private static UnsafeBuffer heapless() {
        int length = CAPACITY + RingBufferDescriptor.TRAILER_LENGTH;
        return new UnsafeBuffer(ByteBuffer.allocateDirect(length));
    }

    @Nested
    class AgronaOneToOne extends RingBufferContract {
        @Override
        RingBuffer create() {
            return new OneToOneRingBuffer(heapless());
        }
    }

    @Nested
    class AgronaManyToOne extends TotalOrderContract {
        @Override
        RingBuffer create() {
            return new ManyToOneRingBuffer(heapless());
        }
    }

    @Nested
    class Spsc extends RingBufferContract {
        @Override
        RingBuffer create() {
            return AgronaRingBuffer.of(spsc());
        }
    }

    @Nested
    class Mpsc extends TotalOrderContract {
        @Override
        RingBuffer create() {
            return AgronaRingBuffer.of(mpsc());
        }
    }

    @Nested
    class FanIn extends ManyToOneContract {
        @Override
        RingBuffer create() {
            return AgronaRingBuffer.of(fanIn());
        }

        @Override
        int capacityOfAllWriters() {
            return LANES * CAPACITY;
        }
    }

    @Test
    void eachEndIsTakenByItsFirstUse() {
        SpscRing ring = spsc();
        AgronaRingBuffer adapter = AgronaRingBuffer.of(ring);
        assertEquals(0, adapter.size());
        assertTrue(ring.holder(Role.PRODUCER).isEmpty());
        assertTrue(adapter.write(1, message, 0, 8));
        assertTrue(ring.holder(Role.PRODUCER).isPresent());
        assertEquals(0, adapter.read(IGNORE, 0));
        assertTrue(ring.holder(Role.CONSUMER).isEmpty());
        assertEquals(1, adapter.read(IGNORE));
        assertTrue(ring.holder(Role.CONSUMER).isPresent());

        AgronaRingBuffer other = AgronaRingBuffer.of(spsc());
        assertThrows(SegmentException.class, () -> other.write(1, message, 0, 8));
        assertThrows(SegmentException.class, () -> other.read(IGNORE));
        ring.close();
        assertTrue(other.write(1, message, 0, 8));
        assertEquals(1, other.read(IGNORE));
        assertThrows(IllegalStateException.class, () -> adapter.write(1, message, 0, 8));
        assertThrows(IllegalStateException.class, () -> adapter.read(IGNORE));
    }

    @Test
    void whoHasNoEndSeesPositionsAndSize() {
        List<Supplier<AgronaRingBuffer>> kinds =
                List.of(
                        () -> AgronaRingBuffer.of(spsc()),
                        () -> AgronaRingBuffer.of(mpsc()),
                        () -> AgronaRingBuffer.of(fanIn()));
        for (Supplier<AgronaRingBuffer> kind : kinds) {
            AgronaRingBuffer ends = kind.get();
            AgronaRingBuffer watcher = kind.get();
            for (int i = 0; i < 1000; i++) {
                assertTrue(ends.write(1, message, 0, i % 64));
                assertTrue(ends.write(1, message, 0, 64));
                assertEquals(ends.producerPosition(), watcher.producerPosition());
                assertEquals(ends.size(), watcher.size());
                assertEquals(2, ends.read(IGNORE));
                assertEquals(ends.consumerPosition(), watcher.consumerPosition());
                assertEquals(0, watcher.size());
            }
            assertEquals(0, ends.nextCorrelationId());
            assertEquals(1, watcher.nextCorrelationId());
            Segment.unlink(options);
        }
    }

    @Test
    void openClaimOfTheOneProducerRefusesEverythingElse() {
        AgronaRingBuffer ring = AgronaRingBuffer.of(spsc());
        assertThrows(IllegalStateException.class, () -> ring.commit(CAPACITY));
        int index = ring.tryClaim(1, 8);
        assertThrows(IllegalStateException.class, () -> ring.tryClaim(1, 8));
        assertThrows(IllegalStateException.class, () -> ring.write(1, message, 0, 8));
        assertEquals(0, ring.size());
        ring.commit(index);
        assertEquals(1, ring.read(IGNORE));
    }

    @Test
    void claimOfOneThreadIsNotAnothers() throws Exception {
        AgronaRingBuffer ring = AgronaRingBuffer.of(mpsc());
        int index = ring.tryClaim(1, 8);
        run(() -> assertThrows(IllegalStateException.class, () -> ring.commit(index)));
        ring.commit(index);
        assertEquals(1, ring.read(IGNORE));
    }

    @Test
    void threadsThatHaveEndedKeepNoProducers() throws Exception {
        MpscRing mpsc = mpsc();
        AgronaRingBuffer ring = AgronaRingBuffer.of(mpsc);
        for (int i = 0; i < 2 * MpscLayout.MAX_PRODUCERS; i++) {
            run(() -> assertTrue(ring.write(1, message, 0, 8)));
            assertEquals(1, ring.read(IGNORE));
        }
        assertTrue(mpsc.producers().size() <= 2, "producers " + mpsc.producers().size());
        assertFalse(ring.unblock());
        assertTrue(mpsc.producers().isEmpty());
    }

    @Test
    void readEndsThoughAProducerGoesOnForEver() {
        AgronaRingBuffer ring = AgronaRingBuffer.of(spsc());
        assertTrue(ring.write(1, message, 0, 8));
        int read =
                ring.read(
                        (type, buffer, index, length) ->
                                assertTrue(ring.write(1, message, 0, length)));
        assertTrue(read <= CAPACITY / 16, "read " + read);
    }

    static void run(Runnable task) throws InterruptedException {
        Throwable[] failure = new Throwable[1];
        Thread thread = new Thread(task);
        thread.setUncaughtExceptionHandler((ended, e) -> failure[0] = e);
        thread.start();
        thread.join();
        assertEquals(null, failure[0]);
    }
}
