package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.ControlledMessageHandler.Action;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** How the consumer goes round the lanes. A message's type is its lane + 1. */
@Timeout(60)
class FanInReadTest {
    private static final int CAPACITY = 1 << 13;
    private static final int TURN = 16;

    private final SegmentOptions options =
            SegmentOptions.named("FanInReadTest-" + ProcessHandle.current().pid());
    private final FanInRing ring = FanInRing.create(options, 3, CAPACITY);
    private final RingProducer[] producers = {ring.producer(), ring.producer(), ring.producer()};
    private final RingConsumer consumer = ring.consumer();
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[8]);
    private final List<Integer> read = new ArrayList<>();
    private final MessageHandler note = (type, buffer, index, length) -> read.add(type);

    @AfterEach
    void cleanUp() {
        ring.close();
        Segment.unlink(options);
    }

    private void write(int lane, int count) {
        for (int i = 0; i < count; i++) {
            assertTrue(producers[lane].write(1 + lane, message, 0, 8));
        }
    }

    /** Pairs of a type and how often it comes. */
    private static List<Integer> runs(int... runs) {
        List<Integer> types = new ArrayList<>();
        for (int i = 0; i < runs.length; i += 2) {
            types.addAll(Collections.nCopies(runs[i + 1], runs[i]));
        }
        return types;
    }

    private long head(int lane) {
        return producers[lane].buffer().getLong(SpscLayout.HEAD);
    }

    @Test
    void lanesTakeTurnsUntilAllAreEmpty() {
        write(0, 50);
        write(1, 5);
        write(2, 40);
        assertEquals(95, consumer.read(note, 1000));
        assertEquals(runs(1, TURN, 2, 5, 3, TURN, 1, TURN, 3, TURN, 1, TURN, 3, 8, 1, 2), read);
    }

    @Test
    void nextReadStartsAfterTheLaneWhereTheLastOneStopped() {
        write(0, 30);
        write(1, 30);
        write(2, 30);
        assertEquals(10, consumer.read(note, 10));
        assertEquals(20, consumer.read(note, 20));
        assertEquals(1, consumer.read(note, 1));
        assertEquals(1, consumer.read(note, 1));
        assertEquals(runs(1, 10, 2, TURN, 3, 4, 1, 1, 2, 1), read);
    }

    @Test
    void laneThatIsNeverEmptyHoldsNoOtherUp() {
        write(0, 100);
        write(1, 40);
        MessageHandler flood =
                (type, buffer, index, length) -> {
                    read.add(type);
                    if (type == 1) {
                        write(0, 1);
                    }
                };
        assertEquals(120, consumer.read(flood, 120));
        assertEquals(runs(1, TURN, 2, TURN, 1, TURN, 2, TURN, 1, TURN, 2, 8, 1, 32), read);
    }

    @Test
    void laneWhoseHandlerAlwaysThrowsHoldsNoOtherUp() {
        write(0, 10);
        write(1, 3);
        MessageHandler failing =
                (type, buffer, index, length) -> {
                    read.add(type);
                    if (type == 1) {
                        throw new ArithmeticException();
                    }
                };
        for (int i = 0; i < 10; i++) {
            assertThrows(ArithmeticException.class, () -> consumer.read(failing, 99));
        }
        assertEquals(runs(1, 1, 2, 3, 1, 9), read);
        assertEquals(0, consumer.read(note, 99), "a message whose handler threw came again");
    }

    @Test
    void producerThatComesLaterIsRead() {
        try (FanInRing other = FanInRing.create(name("later"), 3, 128);
                RingConsumer reader = other.consumer()) {
            assertEquals(0, reader.read(note, 9));
            for (int lane = 0; lane < 3; lane++) {
                assertTrue(other.producer().write(5 + lane, message, 0, 8));
                assertEquals(1, reader.read(note, 9));
            }
            assertEquals(List.of(5, 6, 7), read);
        } finally {
            Segment.unlink(name("later"));
        }
    }

    private SegmentOptions name(String suffix) {
        return SegmentOptions.named(options.path().getFileName() + "-" + suffix);
    }

    @Test
    void breakAndAbortEndTheReadInWhateverLane() {
        write(0, 3);
        write(1, 3);
        write(2, 3);
        assertEquals(1, controlledRead(Action.BREAK));
        assertEquals(1, controlledRead(Action.CONTINUE, Action.ABORT));
        assertEquals(7, controlledRead(Action.CONTINUE));
        assertEquals(runs(1, 1, 2, 2, 3, 3, 1, 2, 2, 2), read, "the aborted one comes again");
    }

    private int controlledRead(Action... actions) {
        return controlledRead(99, actions);
    }

    /** Answers with the actions one after the other, then always with the last. */
    private int controlledRead(int limit, Action... actions) {
        Deque<Action> left = new ArrayDeque<>(Arrays.asList(actions));
        return consumer.controlledRead(
                (type, buffer, index, length) -> {
                    read.add(type);
                    return left.size() > 1 ? left.remove() : left.element();
                },
                limit);
    }

    @Test
    void commitReleasesWhatWasReadInEveryLane() {
        write(0, 3);
        write(1, 3);
        assertEquals(1, consumer.read(note, 1));
        assertEquals(2, controlledRead(Action.CONTINUE, Action.BREAK));
        assertEquals(List.of(0L, 0L), List.of(head(0), head(1)));
        assertEquals(1, controlledRead(1, Action.COMMIT));
        assertEquals(runs(1, 1, 2, 2, 1, 1), read);
        assertEquals(List.of(2 * 16L, 2 * 16L), List.of(head(0), head(1)));
    }

    @Test
    void laneFoundEmptyIsReleasedAndClosingReleasesAll() {
        write(0, 3);
        write(1, 3);
        assertEquals(4, consumer.read(note, 4));
        assertEquals(List.of(0L, 0L), List.of(head(0), head(1)));
        consumer.close();
        assertEquals(List.of(3 * 16L, 16L), List.of(head(0), head(1)));
        assertThrows(IllegalStateException.class, () -> consumer.read(note, 1));
        assertThrows(IllegalStateException.class, () -> assertFalse(consumer.await(0)));
        assertEquals(2, ring.consumer().read(note, 99));
    }

    @Test
    void useOfItsOwnConsumerByAHandlerIsRefusedAndLeavesTheLanesSound() {
        List<Executable> misuses =
                List.of(
                        () -> consumer.read(note, 1),
                        () -> controlledRead(Action.BREAK),
                        () -> assertFalse(consumer.await(0)),
                        consumer::close,
                        ring::close);
        for (Executable misuse : misuses) {
            read.clear();
            write(0, 2);
            write(1, 2);
            int[] messages = {0};
            consumer.controlledRead(
                    (type, buffer, index, length) -> {
                        assertThrows(IllegalStateException.class, misuse);
                        return ++messages[0] == 2 ? Action.ABORT : Action.CONTINUE;
                    },
                    9);
            assertEquals(3, consumer.read(note, 9));
            assertEquals(
                    1, Math.abs(Collections.frequency(read, 1) - Collections.frequency(read, 2)));
        }
        consumer.close();
        consumer.close();
        assertTrue(ring.consumerHolder().isEmpty());
    }

    @Test
    void limitBelowOneIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> consumer.read(note, 0));
        assertThrows(IllegalArgumentException.class, () -> controlledRead(-1, Action.COMMIT));
    }

    @Test
    void sleeperIsWokenByWhicheverLaneIsWritten() throws Exception {
        int messages = 2_000;
        Thread writer =
                new Thread(
                        () -> {
                            for (int i = 0; i < messages; i++) {
                                while (!producers[i % 3].write(1 + i % 3, message, 0, 8)) {
                                    Thread.onSpinWait();
                                }
                                if (i % 16 == 0) {
                                    Thread.yield();
                                }
                            }
                        });
        writer.start();
        while (read.size() < messages) {
            assertTrue(
                    consumer.await(0, TimeUnit.SECONDS.toNanos(30)),
                    () -> "after " + read.size() + " messages none came");
            consumer.read(note, 5);
        }
        writer.join();
        assertEquals(messages / 3, Collections.frequency(read, 3));
    }

    @Test
    void setOfAFanInRingAndAnSpscRingIsWokenByEither() throws Exception {
        SegmentOptions single = name("single");
        try (SpscRing other = SpscRing.create(single, 1024)) {
            RingConsumer second = other.consumer();
            RingProducer writer = other.producer();
            WaitSet either = WaitSet.of(consumer, second);
            assertFalse(either.await(0, 1));
            for (int i = 0; i < 20; i++) {
                RingProducer next = i % 4 == 3 ? writer : producers[i % 4];
                Thread late =
                        new Thread(
                                () -> {
                                    sleep(2);
                                    assertTrue(next.write(1, message, 0, 8));
                                });
                late.start();
                assertTrue(either.await(0, TimeUnit.SECONDS.toNanos(30)), "message " + i);
                int fromLanes = consumer.read(note, 9);
                assertEquals(1, fromLanes + second.read(note, 9));
                assertEquals(next == writer ? 0 : 1, fromLanes);
                late.join();
            }
        } finally {
            Segment.unlink(single);
        }
    }

    private static void sleep(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
