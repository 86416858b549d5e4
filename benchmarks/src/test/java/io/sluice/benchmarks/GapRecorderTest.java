package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class GapRecorderTest {
    @ParameterizedTest
    @CsvSource({"0, 0, INTERRUPTED", "0, 3, PREEMPTED", "1, 0, STOPPED", "2, 1, STOPPED"})
    void causeIsWhatTheKernelCounted(long voluntary, long involuntary, GapCause cause) {
        assertEquals(cause, GapCause.of(voluntary, involuntary));
    }

    @Test
    void worstGapsAreTheLongestOfAll() {
        Random random = new Random(7);
        long[] lengths = random.longs(1000, 0, 300).toArray();
        WorstGaps worst = new WorstGaps(10);
        List<WorstGaps.Gap> model = new ArrayList<>();
        for (int i = 0; i < lengths.length; i++) {
            worst.add(i, lengths[i], GapCause.PREEMPTED);
            model.add(new WorstGaps.Gap(i, lengths[i], GapCause.PREEMPTED));
        }
        model.sort((a, b) -> Long.compare(b.lengthNs(), a.lengthNs())); // stable
        assertEquals(model.subList(0, 10), worst.list());
    }

    @Test
    void fewerGapsThanAreKeptAreAllThere() {
        WorstGaps worst = new WorstGaps(3);
        assertEquals(List.of(), worst.list());
        worst.add(5, 7, GapCause.STOPPED);
        worst.add(9, 8, GapCause.INTERRUPTED);
        assertEquals(
                List.of(
                        new WorstGaps.Gap(9, 8, GapCause.INTERRUPTED),
                        new WorstGaps.Gap(5, 7, GapCause.STOPPED)),
                worst.list());
    }

    @Test
    void bucketsHoldEveryGapOnce() {
        Histogram gaps = new Histogram(1, 1_000_000_000, 3);
        LongStream.of(1_001, 1_999, 2_100, 9_000, 900_000).forEach(gaps::recordValue);
        List<GapBuckets.Bucket> buckets = GapBuckets.of(gaps, 1_000);
        assertEquals(new GapBuckets.Bucket(1_000, 2_000, 2), buckets.get(0));
        assertEquals(new GapBuckets.Bucket(2_000, 4_000, 1), buckets.get(1));
        assertEquals(new GapBuckets.Bucket(4_000, 8_000, 0), buckets.get(2));
        assertEquals(new GapBuckets.Bucket(512_000, 1_024_000, 1), buckets.get(9));
        assertEquals(10, buckets.size());
        assertEquals(5, buckets.stream().mapToLong(GapBuckets.Bucket::count).sum());
        assertEquals(List.of(), GapBuckets.of(new Histogram(3), 1_000));
    }

    @Test
    void barsLineUpAndTheFullestIsTheLongest() {
        List<String> lines =
                GapBuckets.draw(
                                List.of(
                                        new GapBuckets.Bucket(1_000, 2_000, 1_000_000),
                                        new GapBuckets.Bucket(2_000, 4_000, 0),
                                        new GapBuckets.Bucket(1_000_000_000, 2_000_000_000, 1)))
                        .lines()
                        .toList();
        assertEquals(3, lines.size());
        for (String line : lines) {
            assertEquals(lines.get(0).indexOf('|'), line.indexOf('|'), line);
            assertEquals(lines.get(0).length(), line.length(), line);
        }
        assertEquals(50, lines.get(0).chars().filter(c -> c == '#').count());
        assertEquals(0, lines.get(1).chars().filter(c -> c == '#').count());
        assertEquals(1, lines.get(2).chars().filter(c -> c == '#').count());
    }

    @Test
    void timesOfAllCausesAddUpToTheRun() {
        GapRecorder recorder = new GapRecorder(0);
        recorder.run(50_000_000);
        assertTrue(recorder.elapsedNs() >= 50_000_000, "elapsedNs=" + recorder.elapsedNs());
        assertTrue(recorder.gaps().getTotalCount() > 0);
        assertTrue(recorder.gaps().getTotalCount() <= recorder.readings());
        double watched = HiccupResults.stolenNs(recorder.gaps()) + recorder.unwatchedNs();
        double elapsed = (double) recorder.elapsedNs();
        assertEquals(elapsed, watched, 0.05 * elapsed);
    }

    @Test
    void watchingAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        GapRecorder recorder = GapRecorder.warmedUp(1);
        long before = threads.getCurrentThreadAllocatedBytes();
        recorder.run(100_000_000);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        long gaps = recorder.gaps().getTotalCount();
        assertTrue(gaps > 1_000, "gaps=" + gaps);
        assertTrue(allocated < gaps, allocated + " bytes for " + gaps + " gaps");
    }
}
