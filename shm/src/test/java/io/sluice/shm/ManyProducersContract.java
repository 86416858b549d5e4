package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.contract.ChildJvm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AtomicBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Three producers and a consumer of either ring, each a JVM of its own, of which one at a time is
 * killed and replaced, or stopped and continued, at random instants.
 *
 * <p>{@code -Dsluice.kills=1000} does that so often; {@code -Dsluice.seed} replays the instants as
 * far as the machine lets them.
 */
@Timeout(3600)
abstract class ManyProducersContract {
    private static final int KILLS = Integer.getInteger("sluice.kills", 50);
    private static final long SEED = Long.getLong("sluice.seed", System.nanoTime());
    private static final List<String> FLAGS = List.of("-XX:+UseSerialGC", "-Xmx64m");
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);

    private final ManyProducersRing.Kind kind;
    private final String name;
    private final ChildJvm[] writers = new ChildJvm[KilledProducers.WRITERS];
    private ChildJvm reader;
    private ChildJvm nextWriter; // started before it is needed, as that takes a JVM long
    private ChildJvm nextReader;
    private Segment notes;
    private ManyProducersRing ring;

    ManyProducersContract(ManyProducersRing.Kind kind) {
        this.kind = kind;
        this.name = kind + "-ProcessesTest-" + ProcessHandle.current().pid();
    }

    private void startAll() throws IOException {
        notes = Segment.create(KilledProducers.notes(name), KilledProducers.NOTES_LENGTH);
        ring = kind.create(KilledProducers.ring(name), writers.length, KilledProducers.CAPACITY);
        nextWriter = ChildJvm.start(FLAGS, KilledProducers.Writer.class, name, kind.name());
        nextReader = ChildJvm.start(FLAGS, KilledProducers.Reader.class, name, kind.name());
        for (int i = 0; i < writers.length; i++) {
            writers[i] = startWriter(i);
        }
        reader = startReader();
    }

    @AfterEach
    void cleanUp() throws InterruptedException {
        List<ChildJvm> children = new ArrayList<>(Arrays.asList(writers));
        children.addAll(Arrays.asList(reader, nextWriter, nextReader));
        for (ChildJvm child : children) {
            if (child != null) {
                child.kill();
            }
        }
        ring.close();
        notes.close();
        Segment.unlink(KilledProducers.ring(name));
        Segment.unlink(KilledProducers.notes(name));
    }

    private ChildJvm startWriter(int writer) throws IOException {
        ChildJvm child = nextWriter;
        nextWriter = ChildJvm.start(FLAGS, KilledProducers.Writer.class, name, kind.name());
        child.tell(Integer.toString(writer));
        child.awaitLine("ready");
        return child;
    }

    private ChildJvm startReader() throws IOException {
        ChildJvm child = nextReader;
        nextReader = ChildJvm.start(FLAGS, KilledProducers.Reader.class, name, kind.name());
        child.tell("go");
        child.awaitLine("ready");
        return child;
    }

    @Test
    void killedEndsAreReplacedAndNothingIsLostNorAnybodyHeldUp() throws Exception {
        startAll();
        Random random = new Random(SEED);
        int[] kills = new int[2];
        for (int i = 0; i < KILLS; i++) {
            awaitProgress("kill " + i + " of seed " + SEED, -1);
            TimeUnit.MICROSECONDS.sleep(random.nextInt(20_000));
            int victim = random.nextInt(2 * writers.length);
            if (victim < writers.length) {
                writers[victim].kill();
                // While it is gone the others must get through.
                awaitProgress("the others' after kill " + i + " of seed " + SEED, victim);
                writers[victim] = startWriter(victim);
                kills[0]++;
            } else {
                assertTrue(reader.isAlive(), "the reader found a fault");
                reader.kill();
                assertTrue(ring.consumerHolder().isEmpty());
                reader = startReader();
                kills[1]++;
            }
        }
        awaitProgress("the end", -1);
        assertEquals(writers.length, ring.producers().size());
        report("kills", kills);
    }

    @Test
    void stoppedProducersAreWaitedForAndTheirLateCommitsHarmNobody() throws Exception {
        startAll();
        Random random = new Random(SEED);
        int[] stops = new int[2];
        for (int i = 0; i < KILLS; i++) {
            awaitProgress("stop " + i + " of seed " + SEED, -1);
            TimeUnit.MICROSECONDS.sleep(random.nextInt(5_000));
            int victim = random.nextInt(writers.length + 1);
            ChildJvm stopped = victim < writers.length ? writers[victim] : reader;
            stopped.stop();
            TimeUnit.MILLISECONDS.sleep(random.nextInt(60));
            stopped.resume();
            stops[victim < writers.length ? 0 : 1]++;
        }
        awaitProgress("the end", -1);
        report("stops", stops);
    }

    private void report(String what, int[] count) {
        AtomicBuffer note = notes.memory();
        System.out.printf(
                "%s: %d %s of a producer, %d of the consumer: %,d messages checked, %,d of them again%n",
                kind,
                count[0],
                what,
                count[1],
                note.getLong(KilledProducers.CHECKED),
                note.getLong(KilledProducers.REPEATED));
    }

    /** Waits until messages of every writer but one were read that were written after now. */
    private void awaitProgress(String when, int butOf) throws Exception {
        AtomicBuffer note = notes.memory();
        long deadlineNs = System.nanoTime() + DEADLINE_NS;
        for (int writer = 0; writer < writers.length; writer++) {
            long target = note.getLongVolatile(KilledProducers.written(writer)) + 100;
            while (writer != butOf && note.getLongVolatile(KilledProducers.read(writer)) < target) {
                if (!reader.isAlive()) {
                    throw new AssertionError("before " + when + " it ended: " + reader.end());
                }
                if (System.nanoTime() > deadlineNs) {
                    throw new AssertionError(
                            "before "
                                    + when
                                    + " no progress of writer "
                                    + writer
                                    + ": "
                                    + ring.state());
                }
                TimeUnit.MICROSECONDS.sleep(200);
            }
        }
    }
}
