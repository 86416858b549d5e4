package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.contract.ChildJvm;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AtomicBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two JVMs, one of which is killed at a random instant and replaced, again and again.
 *
 * <p>{@code -Dsluice.kills=1000} kills that often; {@code -Dsluice.seed} replays the instants as
 * far as the machine lets them.
 */
@Timeout(3600)
class SpscProcessesTest {
    private static final int KILLS = Integer.getInteger("sluice.kills", 50);
    private static final long SEED = Long.getLong("sluice.seed", System.nanoTime());
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);

    private final String name = "SpscProcessesTest-" + ProcessHandle.current().pid();

    @AfterEach
    void cleanUp() {
        Segment.unlink(KilledEnds.ring(name));
        Segment.unlink(KilledEnds.notes(name));
    }

    private ChildJvm start(Class<?> end) throws IOException {
        ChildJvm child = ChildJvm.start(end, name);
        child.awaitLine("ready");
        return child;
    }

    @Test
    void killedEndsAreReplacedAndNothingIsLost() throws Exception {
        Random random = new Random(SEED);
        int[] kills = new int[2];
        try (Segment notes = Segment.create(KilledEnds.notes(name), KilledEnds.NOTES_LENGTH);
                SpscRing ring = SpscRing.create(KilledEnds.ring(name), KilledEnds.CAPACITY)) {
            AtomicBuffer note = notes.memory();
            note.putLongVolatile(KilledEnds.READ_MESSAGE, -1);
            ChildJvm writer = start(KilledEnds.Writer.class);
            ChildJvm reader = start(KilledEnds.Reader.class);
            try {
                for (int i = 0; i < KILLS; i++) {
                    awaitProgress(note, reader, "kill " + i + " of seed " + SEED);
                    TimeUnit.MICROSECONDS.sleep(random.nextInt(20_000));
                    if (random.nextBoolean()) {
                        writer.kill();
                        assertTrue(ring.holder(Role.PRODUCER).isEmpty());
                        kills[0]++;
                        writer = start(KilledEnds.Writer.class);
                        assertEquals(writer.pid(), ring.holder(Role.PRODUCER).orElseThrow().pid());
                    } else {
                        assertTrue(reader.isAlive(), "the reader found a fault");
                        reader.kill();
                        assertTrue(ring.holder(Role.CONSUMER).isEmpty());
                        kills[1]++;
                        reader = start(KilledEnds.Reader.class);
                    }
                }
                awaitProgress(note, reader, "the end");
            } finally {
                writer.kill();
                reader.kill();
            }
            report(kills, note);
        }
    }

    private static void report(int[] kills, AtomicBuffer note) {
        System.out.printf(
                "%d kills of the producer, %d of the consumer: %,d messages written, %,d checked,"
                        + " %,d of them again%n",
                kills[0],
                kills[1],
                note.getLong(KilledEnds.WRITTEN),
                note.getLong(KilledEnds.CHECKED),
                note.getLong(KilledEnds.REPEATED));
    }

    /** Waits until messages have gone through that were written after the last kill. */
    private static void awaitProgress(AtomicBuffer note, ChildJvm reader, String when)
            throws Exception {
        long target = note.getLongVolatile(KilledEnds.WRITTEN) + 1_000;
        long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (note.getLongVolatile(KilledEnds.READ_MESSAGE) < target) {
            if (!reader.isAlive()) {
                throw new AssertionError("before " + when + " the reader ended: " + reader.end());
            }
            if (System.nanoTime() > deadlineNs) {
                throw new AssertionError(
                        "before "
                                + when
                                + " no progress: written "
                                + note.getLong(KilledEnds.WRITTEN)
                                + ", read "
                                + note.getLong(KilledEnds.READ_MESSAGE));
            }
            TimeUnit.MICROSECONDS.sleep(200);
        }
    }

    @Test
    void secondProducerIsToldWhichProcessIsTheFirst() throws Exception {
        try (Segment notes = Segment.create(KilledEnds.notes(name), KilledEnds.NOTES_LENGTH);
                SpscRing ring = SpscRing.create(KilledEnds.ring(name), KilledEnds.CAPACITY);
                ChildJvm writer = start(KilledEnds.Writer.class)) {
            assertEquals(KilledEnds.NOTES_LENGTH, notes.memory().capacity());
            SegmentException e = assertThrows(SegmentException.class, ring::producer);
            assertTrue(e.getMessage().contains("pid " + writer.pid()), e.getMessage());
            writer.kill();
            ring.producer().close();
        }
    }
}
