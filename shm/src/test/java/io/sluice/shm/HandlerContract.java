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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a handler may not do, and what a second thread may not. A message says its type. */
abstract class HandlerContract {
    static final int CAPACITY = 4096;

    private static final MessageHandler IGNORE = (type, buffer, index, length) -> {};

    final SegmentOptions options =
            SegmentOptions.named("HandlerTest-" + ProcessHandle.current().pid());

    private AutoCloseable ring;
    private RingProducer producer;
    private RingConsumer consumer;

    /** A ring and its ends; closing the ring closes them. */
    record Ends(AutoCloseable ring, RingProducer producer, RingConsumer consumer) {}

    /** Creates the segment of {@link #options}. */
    abstract Ends create();

    /** What kind of segment it is. */
    abstract SegmentKind kind();

    /** Where in the segment its consumers sleep. */
    int sleeping() {
        return SpscLayout.SLEEPING;
    }

    @BeforeEach
    void createRing() {
        Ends ends = create();
        ring = ends.ring;
        producer = ends.producer;
        consumer = ends.consumer;
    }

    @AfterEach
    void cleanUp() throws Exception {
        ring.close();
        Segment.unlink(options);
    }

    private void write(int type) {
        UnsafeBuffer message = new UnsafeBuffer(new byte[Long.BYTES]);
        message.putLong(0, type);
        assertTrue(producer.write(type, message, 0, Long.BYTES));
    }

    @Test
    void useOfItsOwnConsumerByAHandlerIsRefusedAndLeavesTheRingSound() {
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
                write(type);
            }
            producer.publishBatch();
            write(4);
            List<Long> read = new ArrayList<>();
            int failing = round % 4 + 1;
            consumer.controlledRead(
                    (type, buffer, index, length) -> {
                        if (type == failing) {
                            assertThrows(IllegalStateException.class, misuse);
                            assertEquals(type, buffer.getLong(index));
                            return Action.ABORT;
                        }
                        read.add(buffer.getLong(index));
                        return Action.CONTINUE;
                    },
                    9);
            consumer.read((type, buffer, index, length) -> read.add(buffer.getLong(index)), 9);
            assertEquals(List.of(1L, 2L, 3L, 4L), read, "misuse " + round);
        }
    }

    @Test
    void secondThreadThatWaitsAtTheSameEndIsRefused() throws Exception {
        FutureTask<Boolean> first =
                new FutureTask<>(() -> consumer.await(0, TimeUnit.SECONDS.toNanos(30)));
        new Thread(first).start();
        try (Segment segment = Segment.open(options, SegmentShape.anyCapacity(kind()))) {
            while (!Sleep.isAnnounced(segment.buffer().getIntVolatile(sleeping()))) {
                assertFalse(first.isDone(), "it waits no more");
                Thread.onSpinWait();
            }
        }
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> assertFalse(consumer.await(0)));
        assertTrue(e.getMessage().endsWith("is waited for by another thread"), e.getMessage());
        write(1);
        assertTrue(first.get());
    }
}
