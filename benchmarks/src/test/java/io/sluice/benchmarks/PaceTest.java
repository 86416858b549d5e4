package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PaceTest {
    private static final long MILLISECOND_NS = 1_000_000;

    @Test
    void messagesAreDueAtEvenDistancesWithoutDrift() {
        Pace pace = new Pace(100, 3);
        assertEquals(100, pace.due(0));
        assertEquals(100 + 333_333_333, pace.due(1));
        assertEquals(100 + 1_000_000_000_000L, pace.due(3_000));
    }

    @Test
    void messagesHeldUpByAStallCountFromTheirOwnTimes(@TempDir Path directory) throws Exception {
        Setup setup = new Setup(directory, 8, false);
        Histogram lateness = HistogramText.empty();
        try (Loop sender = OwnClasses.open("sluice-spsc", Side.FIRST, setup);
                Loop receiver = OwnClasses.open("sluice-spsc", Side.SECOND, setup)) {
            Pace pace = new Pace(System.nanoTime() - 100 * MILLISECOND_NS, 1_000);
            sender.send(100, pace);
            receiver.receive(100, pace, lateness);
        }
        assertEquals(100, lateness.getTotalCount());
        assertTrue(lateness.getMaxValue() >= 100 * MILLISECOND_NS, lateness.toString());
        for (int percent = 10; percent < 100; percent += 10) {
            long held = lateness.getValueAtPercentile(percent);
            assertTrue(held >= (percent - 1) * MILLISECOND_NS, percent + " %: " + held);
        }
    }

    @Test
    void messagesBeforeTheirTimeAreHeldBack(@TempDir Path directory) throws Exception {
        Setup setup = new Setup(directory, 8, false);
        try (Loop sender = OwnClasses.open("sluice-spsc", Side.FIRST, setup)) {
            long start = System.nanoTime();
            sender.send(21, new Pace(start, 1_000));
            assertTrue(System.nanoTime() - start >= 20 * MILLISECOND_NS);
        }
    }

    @Test
    void histogramIsTheSameAfterItsText() {
        Histogram histogram = HistogramText.empty();
        for (long value = 1; value < 50_000_000_000L; value *= 3) {
            histogram.recordValueWithCount(value, value % 7 + 1);
        }
        Histogram parsed = HistogramText.parse(HistogramText.of(histogram));
        assertEquals(histogram, parsed);
    }
}
