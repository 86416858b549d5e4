package io.sluice.benchmarks;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** The results as JSON. */
final class JsonFile {
    private static final int DECADES = 5;
    private static final int STEPS_A_DECADE = 12;
    private static final int FEWEST_BEYOND = 10;

    private JsonFile() {}

    static void write(Path path, Results results, Map<String, String> machine) throws IOException {
        write(path, machine, results.counts(), placement -> entries(results, placement));
    }

    /** Writes what every command writes, with the command's own entries. */
    static void write(
            Path path,
            Map<String, String> machine,
            PlacementCounts counts,
            Function<Placement, List<Map<String, Object>>> entries)
            throws IOException {
        Placement main = counts.main();
        List<Map<String, Object>> others = new ArrayList<>();
        for (Placement placement : counts.slices().keySet()) {
            if (placement != main) {
                others.addAll(entries.apply(placement));
            }
        }
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("written", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        file.put("machine", machine);
        file.put("placement", main);
        file.put("results", entries.apply(main));
        file.put("other_placements", others);
        write(path, file);
    }

    /** Writes an object. */
    static void write(Path path, Map<String, Object> file) throws IOException {
        Gson gson =
                new GsonBuilder()
                        .setPrettyPrinting()
                        .registerTypeAdapter(double[].class, new OneLine())
                        .create();
        Files.writeString(path, gson.toJson(file) + "\n");
    }

    /** Numbers on one line, so that the file can be read. */
    private static final class OneLine extends TypeAdapter<double[]> {
        @Override
        public void write(JsonWriter out, double[] values) throws IOException {
            if (!Arrays.stream(values).allMatch(Double::isFinite)) {
                throw new IllegalArgumentException("not finite: " + Arrays.toString(values));
            }
            JsonWriter unused = out.jsonValue(Arrays.toString(values));
        }

        @Override
        public double[] read(JsonReader in) {
            throw new UnsupportedOperationException("only written");
        }
    }

    private static List<Map<String, Object>> entries(Results results, Placement placement) {
        return results.rows().stream().map(row -> entry(row, placement)).toList();
    }

    private static Map<String, Object> entry(Row row, Placement placement) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("transport", row.transport().id());
        entry.put("description", row.transport().description());
        entry.put("kernel", row.transport().kernel());
        entry.put("payload_bytes", row.payload());
        entry.put("mode", row.mode().id());
        entry.put("placement", placement);
        if (row.mode() == Mode.LOAD) {
            entry.put("offered_per_s", row.perSecond());
        }
        String reason = row.reason(placement);
        if (reason != null) {
            entry.put("unavailable", reason);
            return entry;
        }
        if (row.mode() == Mode.IDLE) {
            entry.put("cpu_percent", row.median(placement, Slice::percentBusy));
            entry.put("slices", slices(row, placement, Slice::percentBusy));
            return entry;
        }
        ToDoubleFunction<Slice> figure = Slice::messagesPerSecond;
        if (row.mode() == Mode.RTT || row.mode() == Mode.LOAD) {
            figure = Slice::medianRoundTripNs;
            putRoundTrips(entry, row.roundTrips(placement));
        }
        entry.put("messages_per_s", row.median(placement, Slice::messagesPerSecond));
        entry.put("cpu_s_per_million", row.median(placement, Slice::cpuSecondsPerMillion));
        entry.put("samples", row.messages(placement));
        entry.put("slices", slices(row, placement, figure));
        entry.put("cpu_slices", slices(row, placement, Slice::cpuSecondsPerMillion));
        return entry;
    }

    /** The figure of each slice, in the order of the run. */
    static double[] slices(MeasuredRow row, Placement placement, ToDoubleFunction<Slice> figure) {
        return row.slices(placement).stream().mapToDouble(figure).toArray();
    }

    /** Puts the usual percentiles, and a curve of them. */
    static void putRoundTrips(Map<String, Object> entry, Histogram histogram) {
        entry.put("p50_ns", histogram.getValueAtPercentile(50));
        entry.put("p99_ns", histogram.getValueAtPercentile(99));
        entry.put("p999_ns", histogram.getValueAtPercentile(99.9));
        entry.put("max_ns", histogram.getMaxValue());
        entry.put("min_ns", histogram.getMinValue());
        entry.put("percentiles", percentiles(histogram));
    }

    /**
     * A curve for an axis that is logarithmic in {@code 1 / (1 - p)}: pairs of a percentile, 0 to
     * at most 99.999, and nanoseconds; twelve a decade, as long as ten values or more lie beyond.
     */
    static List<double[]> percentiles(Histogram histogram) {
        List<double[]> curve = new ArrayList<>();
        for (int step = 0; step <= DECADES * STEPS_A_DECADE; step++) {
            double beyond = Math.pow(10, -(double) step / STEPS_A_DECADE);
            if (step > 0 && beyond * histogram.getTotalCount() < FEWEST_BEYOND) {
                break;
            }
            double percentile = Math.round((1 - beyond) * 1e8) / 1e6;
            curve.add(new double[] {percentile, histogram.getValueAtPercentile(percentile)});
        }
        return curve;
    }
}
