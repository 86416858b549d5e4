package io.sluice.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;

/** A row open in two processes of the program in C. This thread sleeps while they work. */
final class CConnection implements Measurable {
    private final PeerProcess first;
    private final PeerProcess second;
    private final int number;
    private final Path times;

    CConnection(PeerProcess first, PeerProcess second, int number, Path directory) {
        this.first = first;
        this.second = second;
        this.number = number;
        this.times = directory.resolve("times");
    }

    @Override
    public Slice measure(Row row, long count, double seconds) throws IOException {
        return switch (row.mode()) {
            case RTT -> roundTrips(count);
            case THROUGHPUT -> stream(count);
            default ->
                    throw new IllegalArgumentException("mode=" + row.mode() + " is not one of C's");
        };
    }

    private Slice roundTrips(long count) throws IOException {
        long all = Connection.SETTLE + count;
        second.command("echo " + number + " " + all);
        first.command("ping " + number + " " + Connection.SETTLE + " " + count);
        long[] pinged = done(first);
        long[] echoed = done(second);
        long cpuNs = (pinged[0] + echoed[0]) * count / all;
        return new Slice(count, pinged[1], cpuNs, readTimes());
    }

    private Slice stream(long count) throws IOException {
        second.command("receive " + number + " " + count);
        first.command("send " + number + " " + count);
        long[] sent = done(first);
        long[] received = done(second);
        return new Slice(count, received[1], sent[0] + received[0], HistogramText.empty());
    }

    /** CPU time and elapsed time. */
    private static long[] done(PeerProcess process) throws IOException {
        String[] words = process.reply().split(" ", 3);
        return new long[] {Long.parseLong(words[1]), Long.parseLong(words[2])};
    }

    private Histogram readTimes() throws IOException {
        Histogram histogram = HistogramText.empty();
        try (BufferedReader lines = Files.newBufferedReader(times)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int space = line.indexOf(' ');
                histogram.recordValueWithCount(
                        Long.parseLong(line, 0, space, 10),
                        Long.parseLong(line, space + 1, line.length(), 10));
            }
        }
        return histogram;
    }

    @Override
    public void close() {}
}
