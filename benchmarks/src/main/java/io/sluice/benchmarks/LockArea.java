package io.sluice.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The file that the parent and all processes of a row map. {@code area.h} says the same in C.
 *
 * <pre>
 * offset  size     field    written by                read by
 * 0       4        GO       parent                    processes: 0 wait, 1 run, 2 stop
 * 128     4        ARRIVED  processes                 parent: how many wait for GO
 * 256     8        COUNTER  holder of the lock        holder, parent: locks so far
 * 384     128      LOCK     the lock                  the lock
 * 512     128      SECOND   a second part of it       the lock
 * 640     4        TURN     holder of the mutex       holder of the mutex: whose turn it is
 * 768     4        LAST     side 0                    side 1: 1, no more round trips
 * 896     8        SAMPLED  side 0                    parent: round trips recorded
 * 4096    4 each   SAMPLES  side 0                    parent: nanoseconds
 *
 * edge     from                        to                        so that
 * START    parent: all above zero;     process: GO is 1          a slice starts from zero
 *          GO 1
 * ARRIVE   process: ARRIVED more       parent: ARRIVED is all    all are there at the start
 * SAMPLES  side 0: SAMPLES; SAMPLED    parent: SAMPLED           it reads what was recorded
 * </pre>
 *
 * <p>COUNTER, TURN and LAST are plain: the lock, or the hand-off, orders them. The parent reads
 * COUNTER when every process has replied through a pipe.
 */
final class LockArea {
    static final int LOCK = 384;
    static final int SECOND = 512;

    private static final int GO = 0;
    private static final int ARRIVED = 128;
    private static final int COUNTER = 256;
    private static final int TURN = 640;
    private static final int LAST = 768;
    private static final int SAMPLED = 896;
    private static final int SAMPLES = 4096;
    private static final int MOST_SAMPLES = 1 << 20;
    private static final int LENGTH = SAMPLES + MOST_SAMPLES * Integer.BYTES;

    private static final int RUN = 1;
    private static final int STOP = 2;

    private final UnsafeBuffer buffer;
    private final Path directory;

    private LockArea(UnsafeBuffer buffer, Path directory) {
        this.buffer = buffer;
        this.directory = directory;
    }

    /** Maps it: the parent, on the first side, creates the file. */
    static LockArea map(Side side, Path directory) throws IOException {
        return new LockArea(MappedFile.map(side, directory.resolve("area"), LENGTH), directory);
    }

    AtomicBuffer buffer() {
        return buffer;
    }

    /** A directory of this row alone. */
    Path directory() {
        return directory;
    }

    /** Prepares a slice, while nobody runs. */
    void reset() {
        buffer.putInt(GO, 0);
        buffer.putInt(ARRIVED, 0);
        buffer.putLong(COUNTER, 0);
        buffer.putInt(TURN, 0);
        buffer.putInt(LAST, 0);
        buffer.putLong(SAMPLED, 0);
    }

    int arrived() {
        return buffer.getIntAcquire(ARRIVED); // ARRIVE
    }

    void start() {
        buffer.putIntRelease(GO, RUN); // START
    }

    void stop() {
        buffer.putIntRelease(GO, STOP); // RACE: a few more locks, and they are counted
    }

    long counter() {
        return buffer.getLong(COUNTER);
    }

    Histogram roundTrips() {
        Histogram histogram = new Histogram(3);
        long count = buffer.getLongAcquire(SAMPLED); // SAMPLES
        for (int i = 0; i < count; i++) {
            int sample = buffer.getInt(SAMPLES + i * Integer.BYTES);
            histogram.recordValue(Integer.toUnsignedLong(sample));
        }
        return histogram;
    }

    /** Waits at the start, with the others. */
    void awaitStart() {
        int unused = buffer.getAndAddInt(ARRIVED, 1); // ARRIVE
        while (buffer.getIntAcquire(GO) == 0) { // START
            Thread.yield();
        }
    }

    boolean isRunning() {
        return buffer.getIntOpaque(GO) == RUN; // RACE: a few more locks, and they are counted
    }

    /** What is done under the lock. */
    void count() {
        buffer.putLong(COUNTER, buffer.getLong(COUNTER) + 1);
    }

    int turn() {
        return buffer.getInt(TURN);
    }

    void turn(int side) {
        buffer.putInt(TURN, side);
    }

    boolean isLast() {
        return buffer.getInt(LAST) != 0;
    }

    void last() {
        buffer.putInt(LAST, 1);
    }

    /** Records one of {@code number} round trips before; those beyond a million are not. */
    void sample(long number, long elapsedNs) {
        if (number < MOST_SAMPLES) {
            int sample = (int) Math.min(elapsedNs, 0xFFFF_FFFFL);
            buffer.putInt(SAMPLES + (int) number * Integer.BYTES, sample);
        }
    }

    void sampled(long count) {
        buffer.putLongRelease(SAMPLED, Math.min(count, MOST_SAMPLES)); // SAMPLES
    }
}
