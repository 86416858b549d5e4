package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.contract.ChildJvm;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** unblock passes the dead and nobody else, however long they take. */
@Timeout(120)
class AgronaUnblockTest {
    private static final int CAPACITY = 4096;
    private static final int PATIENCE = 100; // looks, 10 ms apart

    private final SegmentOptions options =
            SegmentOptions.named("AgronaUnblockTest-" + ProcessHandle.current().pid());
    private final MpscRing mpsc = MpscRing.create(options, CAPACITY);
    private final AgronaRingBuffer ring = AgronaRingBuffer.of(mpsc);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[8]);
    private final List<Integer> read = new ArrayList<>();
    private final MessageHandler note = (type, buffer, index, length) -> read.add(type);

    @AfterEach
    void cleanUp() {
        mpsc.close();
        Segment.unlink(options);
    }

    /** Claims two messages and commits them when the consumer's heartbeat says so. */
    static final class Claimer {
        public static void main(String[] args) throws InterruptedException {
            try (MpscRing mpsc = MpscRing.open(args[0])) {
                AgronaRingBuffer ring = AgronaRingBuffer.of(mpsc);
                int first = ring.tryClaim(1, 100);
                int second = ring.tryClaim(2, 200);
                System.out.println("claimed");
                while (ring.consumerHeartbeatTime() == 0) {
                    Thread.sleep(1);
                }
                ring.commit(first);
                ring.commit(second);
                System.out.println("committed");
            }
        }
    }

    private ChildJvm startClaimer() throws Exception {
        ChildJvm claimer = ChildJvm.start(Claimer.class, options.path().getFileName() + "");
        claimer.awaitLine("claimed");
        return claimer;
    }

    @Test
    void claimsOfAKilledProcessArePassedAtOnce() throws Exception {
        try (ChildJvm claimer = startClaimer()) {
            assertTrue(ring.write(3, message, 0, 8));
            assertFalse(ring.unblock());
            assertEquals(0, ring.read(note));
            claimer.kill();
            assertTrue(ring.unblock());
            assertFalse(ring.unblock(), "again");
            assertEquals(1, ring.read(note));
            assertEquals(List.of(3), read);
            assertEquals(0, ring.size());
        }
    }

    @Test
    void whoeverUnblocksTheReaderGoesOn() throws Exception {
        try (ChildJvm claimer = startClaimer();
                MpscRing other = MpscRing.open(options)) {
            assertTrue(ring.write(3, message, 0, 8));
            claimer.kill();
            assertTrue(AgronaRingBuffer.of(other).unblock());
            int reads = 0;
            while (ring.read(note) == 0) {
                assertTrue(++reads <= 64, "after " + reads + " reads still nothing");
            }
            assertEquals(List.of(3), read);
        }
    }

    @Test
    void claimsOfAStoppedProcessAreWaitedFor() throws Exception {
        try (ChildJvm claimer = startClaimer()) {
            claimer.stop();
            assertTrue(ring.write(3, message, 0, 8));
            ring.consumerHeartbeatTime(1);
            for (int i = 0; i < PATIENCE; i++) {
                assertFalse(ring.unblock(), "look " + i);
                assertEquals(0, ring.read(note));
                TimeUnit.MILLISECONDS.sleep(10);
            }
            claimer.resume();
            claimer.awaitLine("committed");
            assertEquals(3, ring.read(note));
            assertEquals(List.of(1, 2, 3), read);
        }
    }

    @Test
    void claimOfALivingThreadIsWaitedForAndOfAnEndedOnePassed() throws Exception {
        CountDownLatch claimed = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Thread thread =
                new Thread(
                        () -> {
                            if (ring.tryClaim(1, 8) > 0) {
                                claimed.countDown();
                            }
                            awaitUninterruptibly(end);
                        });
        thread.start();
        claimed.await();
        assertTrue(ring.write(2, message, 0, 8));
        for (int i = 0; i < PATIENCE; i++) {
            assertFalse(ring.unblock(), "look " + i);
            assertEquals(0, ring.read(note));
            TimeUnit.MILLISECONDS.sleep(1);
        }
        end.countDown();
        thread.join();
        assertTrue(ring.unblock());
        assertFalse(ring.unblock(), "again");
        assertEquals(1, ring.read(note));
        assertEquals(List.of(2), read);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
