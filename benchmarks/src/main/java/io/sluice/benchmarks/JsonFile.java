package io.sluice.benchmarks;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/** The results as JSON. */
final class JsonFile {
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
        file.put("machine", machine);
        file.put("placement", main);
        file.put("results", entries.apply(main));
        file.put("other_placements", others);
        write(path, file);
    }

    /** Writes an object. */
    static void write(Path path, Map<String, Object> file) throws IOException {
        Files.writeString(path, new GsonBuilder().setPrettyPrinting().create().toJson(file) + "\n");
    }

    private static List<Map<String, Object>> entries(Results results, Placement placement) {
        return results.rows().stream().map(row -> entry(row, placement)).toList();
    }

    private static Map<String, Object> entry(Row row, Placement placement) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("transport", row.transport().id());
        entry.put("payload_bytes", row.payload());
        entry.put("mode", row.mode().id());
        entry.put("placement", placement);
        String reason = row.reason(placement);
        if (reason != null) {
            entry.put("unavailable", reason);
            return entry;
        }
        if (row.mode() == Mode.RTT) {
            putRoundTrips(entry, row.roundTrips(placement));
        }
        entry.put("messages_per_s", row.median(placement, Slice::messagesPerSecond));
        entry.put("cpu_s_per_million", row.median(placement, Slice::cpuSecondsPerMillion));
        entry.put("samples", row.messages(placement));
        return entry;
    }

    static void putRoundTrips(Map<String, Object> entry, Histogram histogram) {
        entry.put("p50_ns", histogram.getValueAtPercentile(50));
        entry.put("p99_ns", histogram.getValueAtPercentile(99));
        entry.put("p999_ns", histogram.getValueAtPercentile(99.9));
        entry.put("max_ns", histogram.getMaxValue());
        entry.put("min_ns", histogram.getMinValue());
    }
}
