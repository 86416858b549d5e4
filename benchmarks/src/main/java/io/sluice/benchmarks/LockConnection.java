package io.sluice.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;

/** An open lock, driven by the parent, which sleeps during a slice. */
final class LockConnection {
    private static final long LOOK_EVERY_NS = TimeUnit.MICROSECONDS.toNanos(50);

    private final LockType type;
    private final LockProcesses processes;
    private final LockArea area;
    private final int number;
    private final int secondCpu;

    private LockConnection(
            LockType type, LockProcesses processes, LockArea area, int number, int secondCpu) {
        this.type = type;
        this.processes = processes;
        this.area = area;
        this.number = number;
        this.secondCpu = secondCpu;
    }

    static LockConnection open(
            LockType type, LockProcesses processes, Path directory, int secondCpu)
            throws IOException, Unavailable {
        Files.createDirectory(directory);
        LockArea area = LockArea.map(Side.FIRST, directory);
        return new LockConnection(
                type, processes, area, processes.open(type, directory), secondCpu);
    }

    /**
     * Lets those who take part run for so long, and checks what they did. Again, if on a busy
     * machine none of them got its CPU meanwhile.
     */
    Slice measure(LockMode mode, double seconds) throws IOException {
        Slice slice = measureOnce(mode, seconds);
        while (slice.messages() == 0) {
            slice = measureOnce(mode, seconds);
        }
        return slice;
    }

    private Slice measureOnce(LockMode mode, double seconds) throws IOException {
        area.reset();
        boolean threads = type.runner() == LockType.Runner.THREADS && mode.isContended();
        List<Integer> sides = threads ? List.of(0, 0) : mode.processes();
        if (threads) {
            command(0, "threads", mode, secondCpu);
        } else {
            for (int side = 0; side < sides.size(); side++) {
                command(sides.get(side), "run", mode, side);
            }
        }
        while (area.arrived() < sides.size()) {
            LockSupport.parkNanos(LOOK_EVERY_NS);
        }
        long elapsedNs = run((long) (seconds * 1e9));
        long[] counts = new long[sides.size()];
        long cpuNs = 0;
        for (int side = 0; side < counts.length; side++) {
            String[] done = processes.get(sides.get(side)).reply().split(" ", 3);
            counts[side] = Long.parseLong(done[1]);
            cpuNs += Long.parseLong(done[2]);
        }
        check(type, mode, counts, area.counter());
        return slice(mode, counts, elapsedNs, cpuNs);
    }

    private void command(int process, String verb, LockMode mode, int last) {
        processes
                .get(process)
                .command("locks " + verb + " " + number + " " + mode.command() + " " + last);
    }

    /** From the start to the stop. Returns how long that was. */
    private long run(long durationNs) {
        long startNs = System.nanoTime();
        area.start();
        long left = durationNs;
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = durationNs - (System.nanoTime() - startNs);
        }
        area.stop();
        return System.nanoTime() - startNs;
    }

    private Slice slice(LockMode mode, long[] counts, long elapsedNs, long cpuNs) {
        if (mode.isHandoff()) {
            return new Slice(counts[0], elapsedNs, cpuNs, area.roundTrips());
        }
        long total = LongStream.of(counts).sum();
        double leastShare =
                mode.isContended()
                        ? LongStream.of(counts).min().orElse(0) / (double) Math.max(1, total)
                        : Double.NaN;
        return new Slice(total, elapsedNs, cpuNs, new Histogram(3), leastShare);
    }

    /**
     * Throws IllegalStateException unless what was counted under the lock is what all together say
     * they did, and in a hand-off one side as much as the other.
     */
    static void check(LockType type, LockMode mode, long[] counts, long counter) {
        long due = LongStream.of(counts).sum();
        if (mode.isContended() && counter != due) {
            throw new IllegalStateException(
                    type.id()
                            + " "
                            + mode.id()
                            + ": counter="
                            + counter
                            + " after "
                            + due
                            + " locks: it let two in at once");
        }
        if (mode.isHandoff() && counts[0] != counts[1]) {
            throw new IllegalStateException(
                    type.id()
                            + " "
                            + mode.id()
                            + ": one side had the turn "
                            + counts[0]
                            + " times, the other "
                            + counts[1]);
        }
    }
}
