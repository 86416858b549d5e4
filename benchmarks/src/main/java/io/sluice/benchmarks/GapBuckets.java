package io.sluice.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Gaps counted by length, each range twice as long as the one before. */
final class GapBuckets {
    private static final int BAR = 50;
    private static final double US = 1_000;

    private GapBuckets() {}

    /**
     * Gaps of one range.
     *
     * @param fromNs its shortest
     * @param toNs the next range's shortest
     */
    record Bucket(long fromNs, long toNs, long count) {}

    /** From the threshold to the longest gap; none if there is no gap. */
    static List<Bucket> of(Histogram gaps, long thresholdNs) {
        List<Bucket> buckets = new ArrayList<>();
        long from = Math.max(1, thresholdNs);
        long left = gaps.getTotalCount();
        while (left > 0) {
            long to = 2 * from;
            long count =
                    buckets.isEmpty()
                            ? gaps.getCountBetweenValues(0, to - 1)
                            : gaps.getCountBetweenValues(from, to - 1);
            count = Math.min(count, left);
            buckets.add(new Bucket(from, to, count));
            left -= count;
            from = to;
        }
        return buckets;
    }

    /** One line a range, the longest bar for the fullest; what is not empty has a mark. */
    static String draw(List<Bucket> buckets) {
        long most = buckets.stream().mapToLong(Bucket::count).max().orElse(0);
        StringBuilder text = new StringBuilder();
        for (Bucket bucket : buckets) {
            int length = (int) Math.ceil((double) BAR * bucket.count() / Math.max(1, most));
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%,14.1f %,10d  |%-" + BAR + "s|%n",
                            bucket.fromNs() / US,
                            bucket.count(),
                            "#".repeat(length)));
        }
        return text.toString();
    }
}
