package io.sluice.benchmarks;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** The results as JSON. */
final class JsonFile {
    private JsonFile() {}

    static void write(Path path, Results results, Map<String, String> machine) throws IOException {
        Placement main = results.mainPlacement();
        List<Map<String, Object>> others = new ArrayList<>();
        for (Placement placement : results.slices().keySet()) {
            if (placement != main) {
                others.addAll(entries(results, placement));
            }
        }
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("machine", machine);
        file.put("placement", main);
        file.put("results", entries(results, main));
        file.put("other_placements", others);
        Files.writeString(path, new GsonBuilder().setPrettyPrinting().create().toJson(file) + "\n");
    }

    private static List<Map<String, Object>> entries(Results results, Placement placement) {
        List<Map<String, Object>> entries = new ArrayList<>();
        for (Row row : results.rows()) {
            entries.add(entry(row, placement));
        }
        return entries;
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
            Histogram histogram = row.roundTrips(placement);
            entry.put("p50_ns", histogram.getValueAtPercentile(50));
            entry.put("p99_ns", histogram.getValueAtPercentile(99));
            entry.put("p999_ns", histogram.getValueAtPercentile(99.9));
            entry.put("max_ns", histogram.getMaxValue());
            entry.put("min_ns", histogram.getMinValue());
        }
        entry.put("messages_per_s", row.median(placement, Slice::messagesPerSecond));
        entry.put("cpu_s_per_million", row.median(placement, Slice::cpuSecondsPerMillion));
        entry.put("samples", row.messages(placement));
        return entry;
    }
}
