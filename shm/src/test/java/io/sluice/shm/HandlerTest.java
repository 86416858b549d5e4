package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.ControlledMessageHandler.Action;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** What a handler may not do, and what a second thread may not. */
@Timeout(60)
class HandlerTest {
    private static final MessageHandler IGNORE = (type, buffer, index, length) -> {};

    private final SegmentOptions options =
            SegmentOptions.named("HandlerTest-" + ProcessHandle.current().pid());
    private final MpscRing ring = MpscRing.create(options, 4096);
    private final RingConsumer consumer = ring.consumer();

    @AfterEach
    void cleanUp() {
        ring.close();
        Segment.unlink(options);
    }

    @Test
    void useOfItsOwnConsumerByAHandlerIsRefusedAndLeavesTheRingSound() {
        RingProducer producer = ring.producer();
        WaitSet set = WaitSet.of(consumer);
        List<Executable> misuses =
                List.of(
                        () -> consumer.read(IGNORE, 1),
                        () -> consumer.controlledRead((t, b, i, l) -> Action.CONTINUE, 1),
                        () -> assertFalse(consumer.await(0)),
                        () -> assertFalse(consumer.await(0, 0)),
                        () -> assertFalse(set.await(0)),
                        consumer::close,
                        ring::close);
        int round = 0;
        for (Executable misuse : misuses) {
            round++;
            assertTrue(producer.tryStartBatch(100));
            for (int type = 1; type <= 3; type++) {
                assertTrue(producer.write(type, new UnsafeBuffer(new byte[8]), 0, 8));
            }
            producer.publishBatch();
            assertTrue(producer.write(4, new UnsafeBuffer(new byte[8]), 0, 8));
            List<Integer> types = new ArrayList<>();
            int failing = round % 4 + 1;
            consumer.controlledRead(
                    (type, buffer, index, length) -> {
                        if (type == failing) {
                            assertThrows(IllegalStateException.class, misuse);
                            return Action.ABORT;
                        }
                        types.add(type);
                        return Action.CONTINUE;
                    },
                    9);
            consumer.read((type, buffer, index, length) -> types.add(type), 9);
            assertEquals(List.of(1, 2, 3, 4), types, "misuse " + round);
        }
    }

    @Test
    void secondThreadThatWaitsAtTheSameEndIsRefused() throws Exception {
        FutureTask<Boolean> first =
                new FutureTask<>(() -> consumer.await(0, TimeUnit.SECONDS.toNanos(30)));
        new Thread(first).start();
        RingProducer producer = ring.producer();
        while (!Sleep.isAnnounced(producer.buffer().getIntVolatile(SpscLayout.SLEEPING))) {
            Thread.onSpinWait();
        }
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> assertFalse(consumer.await(0)));
        assertTrue(e.getMessage().endsWith("is waited for by another thread"), e.getMessage());
        assertTrue(producer.write(1, new UnsafeBuffer(new byte[8]), 0, 8));
        assertTrue(first.get());
    }
}
