package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.ControlledMessageHandler.Action;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lanes as one buffer, and the threads that have them. A message's type is its thread's number. */
@Timeout(60)
class AgronaFanInTest {
    private static final int LANES = 3;
    private static final int CAPACITY = 1024;
    private static final int LANE_LENGTH = (int) FanInLayout.laneLength(CAPACITY);

    private final SegmentOptions options =
            SegmentOptions.named("AgronaFanInTest-" + ProcessHandle.current().pid());
    private final FanInRing fanIn = FanInRing.create(options, LANES, CAPACITY);
    private final AgronaRingBuffer ring = AgronaRingBuffer.of(fanIn);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[8]);
    private final List<ExecutorService> executors = new ArrayList<>(); // of one thread each
    private final List<Thread> threads = new ArrayList<>(); // theirs
    private final List<Integer> read = new ArrayList<>();
    private final MessageHandler note = (type, buffer, index, length) -> read.add(type);

    @AfterEach
    void cleanUp() throws Exception {
        for (int number = 1; number <= threads.size(); number++) {
            end(number);
        }
        fanIn.close();
        Segment.unlink(options);
    }

    /** Has the thread of a number, from 1 on, do something; it is started if it is the next. */
    private <T> T in(int number, Callable<T> task) throws Exception {
        if (number > executors.size()) {
            executors.add(Executors.newSingleThreadExecutor(this::start));
        }
        return executors.get(number - 1).submit(task).get(30, TimeUnit.SECONDS);
    }

    private Thread start(Runnable tasks) {
        Thread thread = new Thread(tasks);
        threads.add(thread);
        return thread;
    }

    private int claim(int number) throws Exception {
        return in(number, () -> ring.tryClaim(number, 8));
    }

    private boolean write(int number) throws Exception {
        return in(number, () -> ring.write(number, message, 0, 8));
    }

    private void commit(int number, int index) throws Exception {
        in(
                number,
                () -> {
                    ring.commit(index);
                    return null;
                });
    }

    /** Ends the thread of a number. */
    private void end(int number) throws InterruptedException {
        executors.get(number - 1).shutdown();
        threads.get(number - 1).join();
    }

    @Test
    void claimsAndMessagesAreInOneBuffer() throws Exception {
        List<Integer> claims = new ArrayList<>();
        for (int number = 1; number <= LANES; number++) {
            assertTrue(write(number));
            claims.add(claim(number));
        }
        int first = 4096 + 4096 + 16 + 8; // of a lane: after one message, a header
        assertEquals(List.of(first, first + LANE_LENGTH, first + 2 * LANE_LENGTH), claims);
        for (int number = 1; number <= LANES; number++) {
            int index = claims.get(number - 1);
            ring.buffer().putLong(index, 100L + number);
            commit(number, index);
        }
        List<Long> values = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        ring.read(
                (type, buffer, index, length) -> {
                    assertEquals(ring.buffer().addressOffset(), buffer.addressOffset());
                    assertEquals(ring.buffer().capacity(), buffer.capacity());
                    values.add(ring.buffer().getLong(index));
                    places.add(index);
                });
        assertEquals(List.of(0L, 101L, 0L, 102L, 0L, 103L), values);
        assertEquals(claims, List.of(places.get(1), places.get(3), places.get(5)));
    }

    @Test
    void claimOfAnotherIsRefusedAndSoIsWhatLiesBesideOnesOwn() throws Exception {
        int first = claim(1);
        int second = claim(2);
        for (int other : new int[] {first, second + 8, second - LANE_LENGTH, 4095, 4096 - 8}) {
            Exception e =
                    in(2, () -> assertThrows(IllegalStateException.class, () -> ring.abort(other)));
            assertEquals("index=" + other + " is not claimed", e.getMessage());
            in(2, () -> assertThrows(IllegalStateException.class, () -> ring.commit(other)));
        }
        assertThrows(IllegalStateException.class, () -> ring.commit(first));
        commit(2, second);
        in(2, () -> assertThrows(IllegalStateException.class, () -> ring.commit(4095)));
        commit(1, first);
        assertEquals(2, ring.read(note));
        assertEquals(List.of(1, 2), read);
    }

    @Test
    void openClaimRefusesItsThreadAndHoldsNobodyElseUp() throws Exception {
        int index = claim(1);
        in(1, () -> assertThrows(IllegalStateException.class, () -> ring.tryClaim(1, 8)));
        in(1, () -> assertThrows(IllegalStateException.class, () -> ring.write(1, message, 0, 8)));
        assertTrue(write(2));
        assertEquals(2, fanIn.producers().size(), "no lane for a second claim");
        assertEquals(16, ring.size());
        assertEquals(1, ring.read(note));
        commit(1, index);
        assertTrue(write(1));
        assertEquals(2, ring.read(note));
        assertEquals(List.of(2, 1, 1), read);
    }

    @Test
    void threadsBeyondTheLanesAreRefusedUntilOneHasEnded() throws Exception {
        for (int number = 1; number <= LANES; number++) {
            assertTrue(write(number));
        }
        int next = LANES + 1;
        in(next, () -> assertThrows(SegmentException.class, () -> ring.tryClaim(next, 8)));
        end(2);
        assertTrue(write(next));
        assertEquals(LANES, fanIn.producers().size());
        assertEquals(LANES + 1, ring.read(note));
        assertEquals(List.of(1, 2, next, 3), read);
    }

    @Test
    void unblockGivesUpTheLanesOfEndedThreadsAndTellsOfTheirClaims() throws Exception {
        assertTrue(write(1));
        assertTrue(claim(2) > 0);
        int third = claim(3);
        assertFalse(ring.unblock(), "all live");
        end(1);
        assertFalse(ring.unblock(), "it had no claim");
        assertEquals(2, fanIn.producers().size());
        end(2);
        assertTrue(ring.unblock());
        assertFalse(ring.unblock(), "again");
        assertEquals(1, fanIn.producers().size());
        commit(3, third);
        assertEquals(2, ring.read(note));
        assertEquals(List.of(1, 3), read);
        assertTrue(claim(3) > 0);
        fanIn.close();
        end(3);
        assertFalse(ring.unblock(), "closed");
    }

    @Test
    void sizeAndPositionsAreSumsOverTheLanesAndCapacityIsWhatTheyHold() throws Exception {
        assertEquals(LANES * CAPACITY, ring.capacity());
        assertEquals(CAPACITY / 8, ring.maxMsgLength());
        int perLane = CAPACITY / 16 - 1; // and 8 bytes are kept, which is half a message
        for (int number = 1; number <= LANES; number++) {
            for (int i = 0; i < perLane; i++) {
                assertTrue(write(number));
            }
            assertEquals(RingBuffer.INSUFFICIENT_CAPACITY, claim(number));
            assertEquals(16 * perLane * number, ring.size());
            assertEquals(16L * perLane * number, ring.producerPosition());
        }
        assertEquals(LANES * perLane, ring.read(note));
        assertEquals(0, ring.size());
        assertEquals(16L * perLane * LANES, ring.consumerPosition());
        for (int number = 1; number <= LANES; number++) {
            assertTrue(write(number));
        }
        assertEquals(16 * LANES, ring.size());
    }

    @Test
    void controlledReadGoesRoundTheLanes() throws Exception {
        for (int number = 1; number <= LANES; number++) {
            assertTrue(write(number));
            assertTrue(write(number));
        }
        int[] said = new int[1];
        List<Action> actions = List.of(Action.CONTINUE, Action.COMMIT, Action.ABORT, Action.BREAK);
        for (int calls = 0; calls < 3; calls++) {
            ring.controlledRead(
                    (type, buffer, index, length) -> {
                        if (said[0] == 2) {
                            assertEquals(32, ring.consumerPosition());
                        }
                        Action action = actions.get(said[0]++ % actions.size());
                        if (action != Action.ABORT) {
                            read.add(type);
                        }
                        return action;
                    },
                    calls == 2 ? 2 : 9);
        }
        assertEquals(List.of(1, 1, 3, 2, 2), read);
        assertEquals(1, ring.read(note));
        assertEquals(List.of(1, 1, 3, 2, 2, 3), read);
    }

    @Test
    void readEndsThoughAProducerGoesOnForEver() {
        int most = LANES * CAPACITY / 8;
        assertTrue(ring.write(1, message, 0, 0));
        int messages =
                ring.read(
                        (type, buffer, index, length) ->
                                assertTrue(ring.write(1, message, 0, length)));
        assertTrue(messages <= most, "read " + messages);
        messages =
                ring.controlledRead(
                        (type, buffer, index, length) -> {
                            assertTrue(ring.write(1, message, 0, length));
                            return Action.CONTINUE;
                        });
        assertTrue(messages <= most, "read " + messages);
    }
}
