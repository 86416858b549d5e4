package io.sluice.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of a soak.
 *
 * @param seed of all decisions
 * @param seconds how long it ran
 * @param rows one for each kind
 * @param end why it ended
 * @param report a fault and all that was known then, or empty
 */
record SoakResults(long seed, double seconds, List<SoakRow> rows, End end, List<String> report) {
    /** Why it ended. */
    enum End {
        TIME_IS_OVER(0),
        FAULT(1),
        INTERRUPTED(130);

        private final int exit;

        End(int exit) {
            this.exit = exit;
        }

        /** What the command exits with. */
        int exit() {
            return exit;
        }
    }

    /** As the JSON has it. */
    Map<String, Object> entries(Map<String, String> machine) {
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("machine", machine);
        file.put("seed", seed);
        file.put("seconds", seconds);
        file.put("end", end.name().toLowerCase(java.util.Locale.ROOT));
        file.put("report", report);
        List<Map<String, Object>> results = new ArrayList<>();
        for (SoakRow row : rows) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("kind", row.kind());
            entry.put("checked", row.checked());
            entry.put("repeated", row.repeated());
            entry.put("told_lost", row.toldLost());
            entry.put("kills", row.kills());
            entry.put("stops", row.stops());
            entry.put("restarts", row.restarts());
            entry.put("longest_pause_ns", row.longestPauseNs());
            entry.put("faults", row.faults());
            results.add(entry);
        }
        file.put("results", results);
        return file;
    }
}
