package io.sluice.benchmarks;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** Histograms of nanoseconds, and how one process tells them to another. */
final class HistogramText {
    private static final long HIGHEST_NS = 60_000_000_000L;
    private static final int DIGITS = 3;

    private HistogramText() {}

    /** One without values, for up to a minute. */
    static Histogram empty() {
        return new Histogram(1, HIGHEST_NS, DIGITS);
    }

    /** One word. */
    static String of(Histogram histogram) {
        ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(bytes);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
    }

    /** What {@link #of} made a word of. */
    static Histogram parse(String word) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(word)), HIGHEST_NS);
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("not a histogram: " + word, e);
        }
    }
}
