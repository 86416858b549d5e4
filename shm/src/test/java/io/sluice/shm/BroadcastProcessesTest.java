package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.contract.ChildJvm;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AtomicBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A producer and three consumers, each a JVM of its own, of which one at a time is killed and
 * replaced, or stopped and continued, at random instants.
 *
 * <p>{@code -Dsluice.kills=1000} does that so often; {@code -Dsluice.seed} replays the instants as
 * far as the machine lets them.
 */
@Timeout(3600)
class BroadcastProcessesTest {
    private static final int KILLS = Integer.getInteger("sluice.kills", 50);
    private static final long SEED = Long.getLong("sluice.seed", System.nanoTime());
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int NOBODY = -1;

    private final String name = "BroadcastProcessesTest-" + ProcessHandle.current().pid();
    private final ChildJvm[] readers = new ChildJvm[KilledBroadcasters.READERS];
    private ChildJvm writer;
    private boolean gated;
    private AutoCloseable ring;
    private Segment notes;

    private void startAll() throws IOException {
        notes = Segment.create(KilledBroadcasters.notes(name), KilledBroadcasters.NOTES_LENGTH);
        SegmentOptions options = KilledBroadcasters.ring(name);
        ring =
                gated
                        ? GatedRing.create(options, KilledBroadcasters.CAPACITY)
                        : BroadcastRing.create(options, KilledBroadcasters.CAPACITY);
        for (int i = 0; i < readers.length; i++) {
            readers[i] = startReader(i);
        }
        writer = startWriter();
    }

    @AfterEach
    void cleanUp() throws Exception {
        for (ChildJvm reader : readers) {
            if (reader != null) {
                reader.kill();
            }
        }
        if (writer != null) {
            writer.kill();
        }
        ring.close();
        notes.close();
        Segment.unlink(KilledBroadcasters.ring(name));
        Segment.unlink(KilledBroadcasters.notes(name));
    }

    private ChildJvm startWriter() throws IOException {
        ChildJvm child =
                ChildJvm.start(KilledBroadcasters.Writer.class, name, Boolean.toString(gated));
        child.awaitLine("ready");
        return child;
    }

    private ChildJvm startReader(int reader) throws IOException {
        ChildJvm child =
                ChildJvm.start(
                        KilledBroadcasters.Reader.class,
                        name,
                        Boolean.toString(gated),
                        Integer.toString(reader),
                        reader % 2 == 0 ? "newest" : "oldest");
        child.awaitLine("ready");
        return child;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void killedEndsAreReplacedAndWhoLivesLosesNothingUnawares(boolean gatedRing) throws Exception {
        gated = gatedRing;
        startAll();
        Random random = new Random(SEED);
        int[] kills = new int[2];
        for (int i = 0; i < KILLS; i++) {
            awaitProgress("kill " + i + " of seed " + SEED, NOBODY);
            TimeUnit.MICROSECONDS.sleep(random.nextInt(20_000));
            if (random.nextBoolean()) {
                writer.kill();
                writer = startWriter();
                kills[0]++;
            } else {
                int victim = random.nextInt(readers.length);
                assertTrue(readers[victim].isAlive(), "a reader found a fault");
                readers[victim].kill();
                // While it is gone the others must get through.
                awaitProgress("the others' after kill " + i + " of seed " + SEED, victim);
                readers[victim] = startReader(victim);
                kills[1]++;
            }
        }
        awaitProgress("the end", NOBODY);
        report("kills", kills[0], kills[1]);
    }

    @Test
    void aStoppedGatedConsumerIsWaitedForAndNeverEvicted() throws Exception {
        gated = true;
        startAll();
        Random random = new Random(SEED);
        for (int i = 0; i < KILLS; i++) {
            awaitProgress("stop " + i + " of seed " + SEED, NOBODY);
            TimeUnit.MICROSECONDS.sleep(random.nextInt(5_000));
            ChildJvm stopped = readers[random.nextInt(readers.length)];
            stopped.stop();
            awaitStopped(stopped);
            GatedRing.Laggard laggard = awaitLaggard(stopped);
            TimeUnit.MILLISECONDS.sleep(5 + random.nextInt(40));
            assertEquals(laggard, ((GatedRing) ring).laggard().orElseThrow());
            stopped.resume();
        }
        awaitProgress("the end", NOBODY);
        report("stops", 0, KILLS);
    }

    /** A signal is on its way when kill has ended; each thread stops a little later. */
    private static void awaitStopped(ChildJvm child) throws Exception {
        long deadlineNs = System.nanoTime() + DEADLINE_NS;
        Path threads = Path.of("/proc", Long.toString(child.pid()), "task");
        boolean stopped = false;
        while (!stopped) {
            assertTrue(System.nanoTime() < deadlineNs, "does not stop");
            TimeUnit.MILLISECONDS.sleep(1);
            stopped = true;
            try (DirectoryStream<Path> each = Files.newDirectoryStream(threads)) {
                for (Path thread : each) {
                    String status = Files.readString(thread.resolve("status"));
                    stopped &= status.contains("State:\tT");
                }
            }
        }
    }

    private GatedRing.Laggard awaitLaggard(ChildJvm stopped) throws Exception {
        long deadlineNs = System.nanoTime() + DEADLINE_NS;
        GatedRing gatedRing = (GatedRing) ring;
        while (true) {
            GatedRing.Laggard laggard = gatedRing.laggard().orElse(null);
            if (laggard != null && laggard.consumer().pid() == stopped.pid()) {
                return laggard;
            }
            assertTrue(System.nanoTime() < deadlineNs, "the producer is not held up");
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private void report(String what, int ofProducer, int ofConsumers) {
        AtomicBuffer note = notes.memory();
        long checked = 0;
        long lost = 0;
        for (int reader = 0; reader < readers.length; reader++) {
            checked += note.getLong(KilledBroadcasters.checked(reader));
            lost += note.getLong(KilledBroadcasters.lost(reader));
        }
        System.out.printf(
                "%s: %d %s of the producer, %d of consumers: %,d messages written, %,d checked by"
                        + " three, %,d of them told lost%n",
                gated ? "gated" : "lossy",
                ofProducer,
                what,
                ofConsumers,
                note.getLong(KilledBroadcasters.WRITTEN),
                checked,
                lost);
    }

    /** Waits until every reader but one has read what was written after now. */
    private void awaitProgress(String when, int butOf) throws Exception {
        AtomicBuffer note = notes.memory();
        long deadlineNs = System.nanoTime() + DEADLINE_NS;
        long target = note.getLongVolatile(KilledBroadcasters.WRITTEN) + 100;
        for (int reader = 0; reader < readers.length; reader++) {
            while (reader != butOf
                    && note.getLongVolatile(KilledBroadcasters.read(reader)) < target) {
                if (!readers[reader].isAlive()) {
                    throw new AssertionError("before " + when + ": " + readers[reader].end());
                }
                if (!writer.isAlive()) {
                    throw new AssertionError("before " + when + ": " + writer.end());
                }
                if (System.nanoTime() > deadlineNs) {
                    throw new AssertionError("before " + when + " no progress of reader " + reader);
                }
                TimeUnit.MICROSECONDS.sleep(200);
            }
        }
    }
}
